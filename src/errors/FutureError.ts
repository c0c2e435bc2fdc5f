import { brand } from './brand.js';

/**
 * The base class of {@link CancelledError} and {@link InvalidStateError}: errors of the Future itself, as opposed to
 * errors of the work. It is never thrown directly.
 *
 * Comes from Python's private `concurrent.futures._base.Error`.
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
  /** A stable string that identifies the kind of error: `ERR_FUTURE_CANCELLED` or `ERR_FUTURE_INVALID_STATE`. */
  declare readonly code: string;
}
brand(FutureError, 'FutureError', 'ERR_FUTURE');
