import { brand } from './brand.js';

/**
 * The executor accepts no new work: it was shut down, or the process is exiting. Its `code` is `ERR_EXECUTOR_SHUTDOWN`.
 *
 * Python raises a plain `RuntimeError` here; a separate class can be caught by its type.
 *
 * @param message - The refused operation.
 * @param options - `cause`: the underlying error.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor, ExecutorShutdownError } from 'rx-futures';
 *
 * const executor = new EventLoopExecutor();
 * await executor.shutdown();
 * try {
 *   executor.submit(() => 1);
 * } catch (error) {
 *   console.log(error instanceof ExecutorShutdownError); // true
 * }
 * ```
 */
export class ExecutorShutdownError extends Error {
  /** A stable string that identifies the kind of error. */
  declare readonly code: string;

  constructor(message = 'cannot schedule new work after shutdown', options?: ErrorOptions) {
    super(message, options);
  }
}
brand(ExecutorShutdownError, 'ExecutorShutdownError', 'ERR_EXECUTOR_SHUTDOWN');
