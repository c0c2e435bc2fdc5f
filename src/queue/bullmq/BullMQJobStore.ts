import { KeepAlive } from '../../time/systemTimers.js';
import type { Json } from '../codec/Json.js';
import type { JobHandler, JobListener, JobServing, JobSnapshot, JobStore, NewJob, ServeSettings } from '../JobStore.js';
import type { RedisQueue } from './RedisQueue.js';
import { type BullMQStoreOptions, checkStoreOptions, type RedisSettings } from './redisOptions.js';

/**
 * A job store on Redis or Valkey, in BullMQ's layout. Requires the packages `bullmq` and `ioredis`. Jobs outlive every
 * process except Redis; docs/distributed.md describes how to set up Redis.
 *
 * Executors and servers create a store from `queue` and `connection`. Create one explicitly to share or wrap it.
 *
 * Errors: its methods reject with the errors of Redis.
 *
 * @param options - At least `queue`; see {@link BullMQStoreOptions}.
 * @throws TypeError for an option of the wrong type, RangeError for one out of range.
 *
 * @example
 * ```ts no-run
 * import { BullMQExecutor, BullMQJobStore } from 'rx-futures/bullmq';
 *
 * const store = new BullMQJobStore({ queue: 'media', connection: 'redis://127.0.0.1:6379' });
 * const urgent = new BullMQExecutor({ store }).with({ priority: 10 });
 * ```
 */
export class BullMQJobStore implements JobStore {
  readonly #settings: RedisSettings;
  #opened: Promise<RedisQueue> | undefined;
  #closed = false;

  constructor(options: BullMQStoreOptions) {
    this.#settings = checkStoreOptions(options);
  }

  async add(jobs: readonly NewJob[]): Promise<void> {
    return (await this.#redis()).add(jobs);
  }

  async withdraw(id: string, reason: Json): Promise<boolean> {
    return (await this.#redis()).withdraw(id, reason);
  }

  async get(ids: readonly string[], payloads = false): Promise<readonly (JobSnapshot | undefined)[]> {
    return (await this.#redis()).get(ids, payloads);
  }

  async listen(listener: JobListener): Promise<() => Promise<void>> {
    return (await this.#redis()).listen(listener);
  }

  serve(handler: JobHandler, settings: ServeSettings): JobServing {
    const alive = new KeepAlive();
    alive.hold();
    const serving = this.#redis().then((redis) => redis.serve(handler, settings));
    serving.catch(() => alive.end());
    return {
      ready: serving.then(({ ready }) => ready),
      close: async (force) => {
        const server = await serving.catch(() => undefined);
        await server?.close(force);
        alive.end();
      },
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const redis = await this.#opened?.catch(() => undefined);
    await redis?.close();
  }

  /** Loads the packages and connects on first use. */
  #redis(): Promise<RedisQueue> {
    if (this.#closed) return Promise.reject(new Error('the job store is closed'));
    this.#opened ??= openRedisQueue(this.#settings);
    return this.#opened;
  }
}

async function openRedisQueue(settings: RedisSettings): Promise<RedisQueue> {
  try {
    const { RedisQueue } = await import('./RedisQueue.js');
    return await RedisQueue.open(settings);
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new Error('a queue on Redis requires the packages bullmq and ioredis: npm install bullmq ioredis', { cause });
  }
}
