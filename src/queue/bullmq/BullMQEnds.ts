import { Job, type Queue, UnrecoverableError } from 'bullmq';
import type { TakenJob } from './TakenJob.js';

/** Ends jobs by BullMQ's own means: those that begin again, and those that are part of something of its own. */
export class BullMQEnds {
  readonly #queue: Queue;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  /** `again`: unless it has no attempts left, it waits for its pause and begins once more. */
  async fail(taken: TakenJob, reason: string, again: boolean): Promise<void> {
    const error = again ? new Error(reason) : new UnrecoverableError(reason);
    await (await this.#job(taken)).moveToFailed(error, taken.lock, false);
  }

  async complete(taken: TakenJob, value: string): Promise<void> {
    await (await this.#job(taken)).moveToCompleted(JSON.parse(value), taken.lock, false);
  }

  async #job({ id }: TakenJob): Promise<Job> {
    const job = await Job.fromId(this.#queue, id);
    if (job === undefined) throw new Error(`the record of job ${id} is gone`);
    return job;
  }
}
