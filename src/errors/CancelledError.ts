import { brand } from './brand.js';
import { FutureError } from './FutureError.js';

/**
 * The error of a Future that was cancelled or aborted. `cause` is the reason passed to `abort()`, if any, or the
 * ExecutorShutdownError of the shutdown that cancelled it. Its `code` is `ERR_FUTURE_CANCELLED`.
 *
 * The name and meaning are those of Python's `concurrent.futures.CancelledError`.
 *
 * @param message - The message. Default: `the future was cancelled`.
 * @param options - `cause`: the reason of the abort.
 *
 * @example
 * ```ts
 * import { CancelledError, SettableFuture } from 'rx-futures';
 *
 * const future = new SettableFuture<number>();
 * future.abort('the user left');
 * future.subscribe({
 *   error: (error) => console.log(error instanceof CancelledError, error.cause), // true 'the user left'
 * });
 * ```
 */
export class CancelledError extends FutureError {
  constructor(message = 'the future was cancelled', options?: ErrorOptions) {
    super(message, options);
  }
}
brand(CancelledError, 'CancelledError', 'ERR_FUTURE_CANCELLED');
