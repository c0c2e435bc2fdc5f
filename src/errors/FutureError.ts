import { brand } from './brand.js';

/**
 * The base of {@link CancelledError} and {@link InvalidStateError}: what a Future itself has to complain about, as
 * opposed to what went wrong in the work. It is never thrown as such.
 *
 * Comes from Python's private `concurrent.futures._base.Error`.
 *
 * Errors: none of its own; it is one.
 *
 * @example
 * ```ts
 * import { Future, FutureError, SettableFuture } from 'rx-futures';
 *
 * const future: Future<number> = new SettableFuture<number>();
 * future.cancel();
 * future.subscribe({ error: (error) => console.log(error instanceof FutureError) }); // true
 * ```
 */
export class FutureError extends Error {
  /** A stable text to tell the error by: `ERR_FUTURE_CANCELLED` or `ERR_FUTURE_INVALID_STATE`. */
  declare readonly code: string;
}
brand(FutureError, 'FutureError', 'ERR_FUTURE');
