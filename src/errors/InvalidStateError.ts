import { brand } from './brand.js';
import { FutureError } from './FutureError.js';

/**
 * Something was asked of a Future, a stream or a task that its present state does not allow: settling a Future twice,
 * making a Future from a source that gave no value or several, asking for the current task where none runs, making a pool
 * while a worker loads a module.
 * Its `code` is `ERR_FUTURE_INVALID_STATE`.
 *
 * The name and meaning are those of Python's `concurrent.futures.InvalidStateError`.
 *
 * Errors: none of its own; it is one.
 *
 * @param message - What was asked, and the state that forbids it.
 * @param options - `cause`: what led to it.
 *
 * @example
 * ```ts
 * import { InvalidStateError, SettableFuture } from 'rx-futures';
 *
 * const future = new SettableFuture<number>();
 * future.setResult(1);
 * try {
 *   future.setResult(2);
 * } catch (error) {
 *   console.log(error instanceof InvalidStateError); // true
 * }
 * ```
 */
export class InvalidStateError extends FutureError {}
brand(InvalidStateError, 'InvalidStateError', 'ERR_FUTURE_INVALID_STATE');
