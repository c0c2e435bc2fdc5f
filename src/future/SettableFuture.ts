import { InvalidStateError } from '../errors/InvalidStateError.js';
import { Completion } from './Completion.js';
import { Future } from './Future.js';

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
  readonly #maker: Completion<T>;

  constructor() {
    const completion = new Completion<T>();
    super(completion);
    this.#maker = completion;
  }

  /**
   * Says that the work begins, unless it was cancelled. Whoever runs the work calls this first.
   *
   * @returns `true`: RUNNING now, go on. `false`: cancelled, do not run it.
   * @throws InvalidStateError when the future is RUNNING or FINISHED already.
   */
  setRunningOrNotifyCancel(): boolean {
    if (this.cancelled()) return false;
    if (!this.#maker.start()) throw this.#invalid();
    return true;
  }

  /**
   * Finishes the future with a value; RUNNING need not have come before.
   *
   * @param value - The value; a promise is a value like any other.
   * @throws InvalidStateError when the future is done.
   */
  setResult(value: T): void {
    if (!this.#maker.succeed(value)) throw this.#invalid();
  }

  /**
   * Finishes the future with an error.
   *
   * @param error - The error; any value, `null` and `undefined` too.
   * @throws InvalidStateError when the future is done.
   */
  setException(error: unknown): void {
    if (!this.#maker.fail(error)) throw this.#invalid();
  }

  /**
   * Passes a value on to the subscribers of `progress`. Ignored once the future is done.
   *
   * @param value - Any value.
   */
  setProgress(value: unknown): void {
    this.#maker.progress(value);
  }

  #invalid(): InvalidStateError {
    return new InvalidStateError(`${this.state}: ${this.toString()}`);
  }
}
