import { brand } from './brand.js';

/**
 * The executor takes no new work: it was shut down, or the process is exiting. Its `code` is `ERR_EXECUTOR_SHUTDOWN`.
 *
 * Python raises a plain `RuntimeError` here; a class of its own can be told apart.
 *
 * Errors: none of its own; it is one.
 *
 * @param message - What was refused.
 * @param options - `cause`: what led to it.
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
  /** A stable text to tell the error by. */
  declare readonly code: string;

  constructor(message = 'cannot schedule new work after shutdown', options?: ErrorOptions) {
    super(message, options);
  }
}
brand(ExecutorShutdownError, 'ExecutorShutdownError', 'ERR_EXECUTOR_SHUTDOWN');
