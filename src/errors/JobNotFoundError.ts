import { brand } from './brand.js';

/**
 * A queue has no such job, or none any more: it was never submitted, or was kept for its time and then dropped. Its `code`
 * is `ERR_JOB_NOT_FOUND`.
 *
 * Errors: none of its own; it is one.
 *
 * @param message - Which job was looked for.
 * @param options - `cause`: what led to it.
 *
 * @example
 * ```ts
 * import { JobNotFoundError } from 'rx-futures';
 * import { BullMQExecutor, MemoryJobStore } from 'rx-futures/bullmq';
 *
 * const executor = new BullMQExecutor({ store: new MemoryJobStore() });
 * executor.attach('no-such-job').subscribe({
 *   error: (error) => console.log(error instanceof JobNotFoundError), // true
 * });
 * ```
 */
export class JobNotFoundError extends Error {
  /** A stable text to tell the error by. */
  declare readonly code: string;
}
brand(JobNotFoundError, 'JobNotFoundError', 'ERR_JOB_NOT_FOUND');
