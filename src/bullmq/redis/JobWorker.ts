import { type Job, type JobJson, Worker } from 'bullmq';
import type { RedisAccess } from './RedisAccess.js';
import { runScript } from './scripts.js';

/** BullMQ's worker, made safe against records that cannot be read and against a Redis that was away. */
export class JobWorker extends Worker {
  #redis: RedisAccess | undefined;

  /** Called once, before it runs. */
  use(redis: RedisAccess): void {
    this.#redis = redis;
  }

  /** BullMQ would take such a job, fail to read it, and take it again, without end. */
  protected override createJob(data: JobJson, jobId: string): Job {
    try {
      return super.createJob(data, jobId);
    } catch {
      return super.createJob({ ...data, data: '{}' }, jobId);
    }
  }

  /** Renews locks; those that expired while nobody could be reached are taken back. */
  override async extendJobLocks(ids: string[], tokens: string[], duration: number): Promise<string[]> {
    const redis = this.#redis as RedisAccess;
    const pairs = ids.flatMap((id, i) => [id, tokens[i] as string]);
    const names = [redis.keys.of('stalled'), redis.keys.of('active')];
    return (await runScript(redis.client, 'fxRenew', names, [redis.keys.base, duration, ...pairs])) as string[];
  }
}
