import type { Redis } from 'ioredis';
import type { JobEnd, JobSnapshot } from '../JobStore.js';
import { endOfReason, endOfResult, parse } from './ends.js';
import type { LargeValues } from './LargeValues.js';
import type { RedisKeys } from './RedisKeys.js';

const fields = ['name', 'progress', 'processedOn', 'finishedOn', 'failedReason', 'returnvalue'] as const;
type Field = (typeof fields)[number] | 'data';

/** Reads job records. */
export class JobRecords {
  readonly #client: Redis;
  readonly #keys: RedisKeys;
  readonly #large: LargeValues;

  constructor(client: Redis, keys: RedisKeys, large: LargeValues) {
    this.#client = client;
    this.#keys = keys;
    this.#large = large;
  }

  async get(ids: readonly string[], payloads: boolean): Promise<readonly (JobSnapshot | undefined)[]> {
    const wanted: readonly Field[] = payloads ? [...fields, 'data'] : fields;
    const pipeline = this.#client.pipeline();
    for (const id of ids) pipeline.hmget(this.#keys.job(id), ...wanted);
    const replies = (await pipeline.exec()) ?? [];
    return Promise.all(ids.map((id, i) => this.#snapshot(id, wanted, replies[i])));
  }

  async #snapshot(
    id: string,
    wanted: readonly Field[],
    reply: [error: Error | null, values: unknown] | undefined,
  ): Promise<JobSnapshot | undefined> {
    if (reply === undefined) throw new Error('incomplete reply of Redis');
    if (reply[0] !== null) return unreadable(id, reply[0]);
    const values = reply[1] as (string | null)[];
    const get = (name: Field): string | undefined => values[wanted.indexOf(name)] ?? undefined;
    const name = get('name');
    if (name === undefined) return undefined;
    const progress = parse(get('progress'));
    return {
      task: name,
      state: get('finishedOn') !== undefined ? 'ended' : get('processedOn') !== undefined ? 'running' : 'waiting',
      payload: parse(get('data')),
      progress: progress === undefined || progress === 0 ? undefined : await this.#large.get(id, progress),
      end: get('finishedOn') === undefined ? undefined : await this.#end(id, get('failedReason'), get('returnvalue')),
    };
  }

  #end(id: string, reason: string | undefined, result: string | undefined): Promise<JobEnd> {
    const end = result === undefined ? endOfReason(reason ?? 'no reason given') : endOfResult(result);
    return this.#large.whole(id, end ?? { kind: 'lost', reason: `the result of job ${id} cannot be read` });
  }
}

/** The key holds something other than a job record: no result will arrive. */
function unreadable(id: string, error: Error): JobSnapshot {
  const reason = `the record of job ${id} cannot be read: ${error.message}`;
  return { task: '', state: 'ended', payload: undefined, progress: undefined, end: { kind: 'lost', reason } };
}
