import { ErrorCode, type Job, type JobJson, Worker } from 'bullmq';
import type { RedisAccess } from './RedisAccess.js';
import { runScript } from './scripts.js';

/** BullMQ's worker, made safe against records that cannot be read and against a Redis that was away. */
export class JobWorker extends Worker {
  #redis: RedisAccess | undefined;

  /** Called once, before it runs. */
  use(redis: RedisAccess): void {
    this.#redis = redis;
  }

  /** BullMQ would take a job that it cannot read, fail to read it, and take it again, without end. */
  protected override createJob(data: JobJson, jobId: string): Job {
    try {
      return this.#guarded(super.createJob(data, jobId));
    } catch {
      return this.#guarded(super.createJob({ ...data, data: '{}' }, jobId));
    }
  }

  /** Renews locks; those that expired while nobody could be reached are taken back. */
  override async extendJobLocks(ids: string[], tokens: string[], duration: number): Promise<string[]> {
    const redis = this.#redis as RedisAccess;
    const pairs = ids.flatMap((id, i) => [id, tokens[i] as string]);
    const names = [redis.keys.of('stalled'), redis.keys.of('active')];
    return (await runScript(redis.client, 'fxRenew', names, [redis.keys.base, duration, ...pairs])) as string[];
  }

  /**
   * A job that is done while Redis is away finds its lock expired, and nobody else has it: the lock is taken back. Where
   * that is too late the end stays untold here; BullMQ would make a failure of it.
   */
  #guarded(job: Job): Job {
    const complete = job.moveToCompleted.bind(job);
    const fail = job.moveToFailed.bind(job);
    job.moveToCompleted = (value, token, next) => this.#held(job, token, () => complete(value, token, next));
    job.moveToFailed = (error, token, next) => {
      if (isLockMissing(error)) throw error;
      return this.#held(job, token, () => fail(error, token, next));
    };
    return job;
  }

  async #held<T>(job: Job, token: string, end: () => Promise<T>): Promise<T> {
    try {
      return await end();
    } catch (error) {
      if (!isLockMissing(error)) throw error;
      const lost = await this.extendJobLocks([job.id as string], [token], this.#redis?.settings.lockDuration ?? 0);
      if (lost.length > 0) throw error;
      return end();
    }
  }
}

function isLockMissing(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === ErrorCode.JobLockNotExist;
}
