import { InvalidStateError } from '../errors/InvalidStateError.js';
import { Deferred } from './Deferred.js';
import { Future, ownCompletion } from './Future.js';
import { nameClass } from './isFuture.js';

/**
 * A Future that is created and settled by hand: for adapters, custom executors and tests. It is to Future what Subject
 * is to Observable; pass it on as a `Future`, so that only its creator settles it.
 *
 * Python's `Future` with its `set_*` methods, which the readable Future does not have.
 *
 * Errors: `setResult` and `setException` throw InvalidStateError once the future is done.
 *
 * @example
 * ```ts
 * import { Future, SettableFuture } from 'rx-futures';
 *
 * function answerLater(): Future<number> {
 *   const future = new SettableFuture<number>();
 *   setTimeout(() => future.setResult(42), 10);
 *   return future;
 * }
 * console.log(await answerLater().result()); // 42
 * ```
 */
export class SettableFuture<T, P = unknown> extends Future<T, P> {
  constructor() {
    super(new Deferred<T>());
  }

  /**
   * Marks the future as RUNNING, unless it was cancelled. Call this before running the work.
   *
   * @returns `true`: RUNNING now, run the work. `false`: cancelled, do not run it.
   * @throws InvalidStateError when the future is RUNNING or FINISHED already.
   */
  setRunningOrNotifyCancel(): boolean {
    if (this.cancelled()) return false;
    if (!ownCompletion(this).start()) throw invalid(this);
    return true;
  }

  /**
   * Finishes the future with a value; it need not be RUNNING.
   *
   * @param value - The value; a promise is a value like any other.
   * @throws InvalidStateError when the future is done.
   */
  setResult(value: T): void {
    if (!ownCompletion(this).succeed(value)) throw invalid(this);
  }

  /**
   * Finishes the future with an error.
   *
   * @param error - The error; any value, `null` and `undefined` too.
   * @throws InvalidStateError when the future is done.
   */
  setException(error: unknown): void {
    if (!ownCompletion(this).fail(error)) throw invalid(this);
  }

  /**
   * Emits a value to the subscribers of `progress`. Ignored once the future is done.
   *
   * @param value - Any value.
   */
  setProgress(value: P): void {
    ownCompletion(this).progress(value);
  }
}

nameClass(SettableFuture, 'SettableFuture');

// A function, not a private method: the brand of a private method takes eight bytes in each future.
function invalid(future: SettableFuture<unknown>): InvalidStateError {
  return new InvalidStateError(`${future.state}: ${future.toString()}`);
}
