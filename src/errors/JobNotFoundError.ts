import { brand } from './brand.js';

/**
 * The queue has no job with this id: it was never submitted, or its retention time has passed. Its `code` is
 * `ERR_JOB_NOT_FOUND`.
 *
 * @param message - The job that was not found.
 * @param options - `cause`: the underlying error.
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
  /** A stable string that identifies the kind of error. */
  declare readonly code: string;
}
brand(JobNotFoundError, 'JobNotFoundError', 'ERR_JOB_NOT_FOUND');
