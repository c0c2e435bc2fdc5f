import { brand } from './brand.js';
import { FutureError } from './FutureError.js';

/**
 * An operation that the current state of a Future, a stream or a task does not allow: settling a Future twice, creating
 * a Future from a source that emitted no value or several, reading the current task outside a task, creating a pool
 * while a worker loads a module. Its `code` is `ERR_FUTURE_INVALID_STATE`.
 *
 * The name and meaning are those of Python's `concurrent.futures.InvalidStateError`.
 *
 * @param message - The operation, and the state that forbids it.
 * @param options - `cause`: the underlying error.
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
