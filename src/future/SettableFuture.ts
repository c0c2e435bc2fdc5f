import { InvalidStateError } from '../errors/InvalidStateError.js';
import { Deferred } from './Deferred.js';
import { Future, ownCompletion } from './Future.js';
import { nameClass } from './isFuture.js';

/**
 * A Future made and settled by hand: for adapters, executors of your own, and tests. It is to Future what Subject is to
 * Observable; hand it out as a `Future`, so that only the maker settles it.
 *
 * Python's `Future` with its `set_*` methods, kept apart from the reader's.
 *
 * Errors: InvalidStateError from every setter once the future is done.
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
export class SettableFuture<T> extends Future<T> {
  constructor() {
    super(new Deferred<T>());
  }

  /**
   * Says that the work begins, unless it was cancelled. Whoever runs the work calls this first.
   *
   * @returns `true`: RUNNING now, go on. `false`: cancelled, do not run it.
   * @throws InvalidStateError when the future is RUNNING or FINISHED already.
   */
  setRunningOrNotifyCancel(): boolean {
    if (this.cancelled()) return false;
    if (!ownCompletion(this).start()) throw invalid(this);
    return true;
  }

  /**
   * Finishes the future with a value; RUNNING need not have come before.
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
   * Passes a value on to the subscribers of `progress`. Ignored once the future is done.
   *
   * @param value - Any value.
   */
  setProgress(value: unknown): void {
    ownCompletion(this).progress(value);
  }
}

nameClass(SettableFuture, 'SettableFuture');

// A function and no private method: the brand of one costs each future eight bytes.
function invalid(future: SettableFuture<unknown>): InvalidStateError {
  return new InvalidStateError(`${future.state}: ${future.toString()}`);
}
