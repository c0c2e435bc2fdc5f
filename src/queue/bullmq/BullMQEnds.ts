import { Job, type Queue, UnrecoverableError } from 'bullmq';
import type { TakenJob } from './TakenJob.js';

/**
 * Ends jobs through BullMQ itself: those that are started again, and those that belong to a flow or a deduplication.
 */
export class BullMQEnds {
  readonly #queue: Queue;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  /** With `again` the job is started again after its backoff, if it has attempts left. */
  async fail(taken: TakenJob, reason: string, again: boolean): Promise<void> {
    const error = again ? new Error(reason) : new UnrecoverableError(reason);
    await (await this.#job(taken)).moveToFailed(error, taken.lock, false);
  }

  async complete(taken: TakenJob, value: string): Promise<void> {
    await (await this.#job(taken)).moveToCompleted(JSON.parse(value), taken.lock, false);
  }

  async #job({ id }: TakenJob): Promise<Job> {
    const job = await Job.fromId(this.#queue, id);
    if (job === undefined) throw new Error(`the record of job ${id} no longer exists`);
    return job;
  }
}
