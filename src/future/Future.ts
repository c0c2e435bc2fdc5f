import {
  asyncScheduler,
  defer,
  Observable,
  type ObservableInput,
  type Observer,
  type SchedulerLike,
  type Subscriber,
  type Subscription,
  type Unsubscribable,
} from 'rxjs';
import { awaitOutcome, type Read } from './awaitOutcome.js';
import { Deferred } from './Deferred.js';
import { FutureSubscription, type PlainObserver, plainObserver } from './FutureSubscription.js';
import { followInput } from './followInput.js';
import { formatFuture } from './formatFuture.js';
import { isFuture, markAsFuture, nameClass } from './isFuture.js';
import { type FutureState, isDone } from './transitions.js';

/** The completion behind a future of this copy of the package; `undefined` for one of another copy. */
export let completionOf: <T>(future: Future<T>) => Deferred<T> | undefined;

/** The same for a future's own methods. A Proxy of a future, and what inherits from one, has no completion. */
export function ownCompletion<T>(future: Future<T>): Deferred<T> {
  const completion = completionOf(future);
  if (completion === undefined) throw notItself();
  return completion;
}

/** The same for what has an error channel, which carries the refusal. */
function completionOrRefusal<T>(future: Future<T>): Deferred<T> {
  return completionOf(future) ?? refusal();
}

function refusal(): Deferred<never> {
  const completion = new Deferred<never>();
  completion.fail(notItself());
  return completion;
}

function notItself(): TypeError {
  return new TypeError(
    'expected a Future itself, got a Proxy of one or an object that inherits from one: use the Future',
  );
}

/**
 * The outcome of work that may still be running. A Future *is* an Observable of one value: hot, shared and replaying.
 * The work runs once, however many subscribe; early or late, each subscriber gets the one outcome.
 *
 * ```marble
 * the work           ----------v|
 * a subscriber       ----------(v|)
 * a late subscriber              --(v|)
 * when cancelled     -----#  CancelledError
 * ```
 *
 * Errors: its error channel carries the task's own error, or `CancelledError`, `TimeoutError`, `InvalidStateError`,
 * `BrokenExecutor`. Unsubscribing cancels nothing, as others may be listening; `executor.task()` is the form where it
 * does. A Future that nobody observes never raises an unhandled error. It is not thenable, on purpose: `await
 * future.result()`.
 *
 * Python's `concurrent.futures.Future`, as an Observable.
 *
 * @see {@link SettableFuture}, for making one by hand.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor } from 'rx-futures';
 *
 * const executor = new EventLoopExecutor();
 * const future = executor.submit((a: number, b: number) => a + b, 1, 2);
 * future.subscribe((sum) => console.log(sum)); // 3
 * console.log(await future.result()); // 3
 * await executor.shutdown();
 * ```
 */
export class Future<T> extends Observable<T> {
  readonly #completion: Deferred<T>;

  /**
   * For executors, which hold the completion and hand out the future.
   * @internal
   */
  constructor(completion: Deferred<T>) {
    super(subscribeToFuture);
    this.#completion = completion;
    completion.future = this;
  }

  /**
   * A future that has already succeeded.
   *
   * @param value - What it holds; any value, `undefined` too.
   * @returns The finished future.
   */
  static of<T>(value: T): Future<T> {
    const completion = new Deferred<T>();
    completion.succeed(value);
    return new Future(completion);
  }

  /**
   * A future that has already failed. Nothing is reported when nobody subscribes.
   *
   * @param error - The error it carries; any value.
   * @returns The finished future.
   */
  static failed(error: unknown): Future<never> {
    const completion = new Deferred<never>();
    completion.fail(error);
    return new Future(completion);
  }

  /**
   * A future of the one value of an Observable, promise, iterable or async iterable. It subscribes at once, is RUNNING
   * while the source is open, and `abort()` unsubscribes.
   *
   * Errors: the source's own in the error channel; InvalidStateError there when it gave no value, or more than one.
   *
   * @param input - Whatever RxJS's `from` takes.
   * @returns The running future.
   */
  static from<T>(input: ObservableInput<T>): Future<T> {
    return new Future(followInput(input));
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: subclasses inherit this, and mean themselves
    return this === Future ? isFuture(value) : Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /** Where the future stands, as of now: a task handed to a worker is RUNNING only once it has really begun. */
  get state(): FutureState {
    return ownCompletion(this).refreshState();
  }

  /**
   * Whether the work was cancelled or aborted.
   *
   * @returns `true` in the state CANCELLED.
   */
  cancelled(): boolean {
    return ownCompletion(this).state === 'CANCELLED';
  }

  /**
   * Whether the work has begun and not ended, which is when `cancel()` comes too late.
   *
   * @returns `true` in the state RUNNING.
   */
  running(): boolean {
    return this.state === 'RUNNING';
  }

  /**
   * Whether there is an outcome: a value, an error or a cancellation.
   *
   * @returns `true` in the states FINISHED and CANCELLED.
   */
  done(): boolean {
    return isDone(ownCompletion(this).state);
  }

  /**
   * Cancels the work if it has not begun. Subscribers get `CancelledError`. Exact where memory is shared with the
   * worker: of the worker's begin and this call, one wins.
   *
   * @returns `true` when the work will never run, also when it was cancelled before; `false` when it runs or is done.
   */
  cancel(): boolean {
    return ownCompletion(this).cancel();
  }

  /**
   * Settles the future as CANCELLED at once, running or not, and stops the work: the task's `signal` is aborted, and
   * after `abortGrace` its worker is replaced. Subscribers get `CancelledError` with the reason as its `cause`.
   *
   * As `AbortController.abort` of the platform; Python has nothing like it.
   *
   * @param reason - Why; becomes the error's `cause` and, where it can be cloned, the task's `signal.reason`.
   * @returns `false` only when the future is already FINISHED.
   */
  abort(reason?: unknown): boolean {
    // biome-ignore lint/complexity/noArguments: tells `abort(undefined)` from `abort()`, which has no cause
    return ownCompletion(this).abort(reason, arguments.length > 0);
  }

  /**
   * Waits for the value. Waiting shorter changes nothing: the work goes on, and one can wait again.
   *
   * Errors: the future's own error; `TimeoutError` when the wait is over; `TypeError` and `RangeError` at the call for a
   * timeout that is no number.
   *
   * @param timeout - How long to wait, in milliseconds; 0 or less only looks, left out or `Infinity` waits as long as it
   *   takes.
   * @param scheduler - The clock; RxJS's `asyncScheduler` when left out.
   * @returns A promise of the value.
   * @throws TypeError when `timeout` is no number, RangeError when it is NaN.
   */
  result(timeout?: number, scheduler: SchedulerLike = asyncScheduler): Promise<T> {
    return awaited(this, timeout, scheduler, readResult) as Promise<T>;
  }

  /**
   * Waits for the error: the value that the task threw, or `null` when it succeeded. As in Python, a cancelled future
   * does not give its `CancelledError` but rejects with it.
   *
   * Errors: `CancelledError` when cancelled, as in Python; `TimeoutError` when the wait is over.
   *
   * @param timeout - How long to wait, in milliseconds; 0 or less only looks, left out or `Infinity` waits as long as it
   *   takes.
   * @param scheduler - The clock; RxJS's `asyncScheduler` when left out.
   * @returns A promise of the error, or of `null`.
   * @throws TypeError when `timeout` is no number, RangeError when it is NaN.
   */
  exception(timeout?: number, scheduler: SchedulerLike = asyncScheduler): Promise<unknown> {
    return awaited(this, timeout, scheduler, readException);
  }

  /**
   * Calls the function when the future is done: after its subscribers, in the order of adding; at once when it is done
   * already. One that throws is reported as RxJS reports unhandled errors, and the next one runs.
   *
   * @param fn - Takes the future. The same function added twice is called twice.
   * @throws TypeError when `fn` is not a function.
   */
  addDoneCallback(fn: (future: Future<T>) => void): void {
    if (typeof fn !== 'function') throw new TypeError(`addDoneCallback takes a function, got ${typeof fn}`);
    ownCompletion(this).addCallback(fn as (future: unknown) => void);
  }

  /**
   * Calls the observer with the one value and `complete`, or with the error: at once when the future is done. An error
   * without a handler is told as RxJS tells it; an observer that throws harms nobody else.
   *
   * @param observerOrNext - An observer, or a function for the value.
   * @param error - A function for the error; better given as part of an observer.
   * @param complete - A function for the end; better given as part of an observer.
   * @returns The subscription; ending it cancels nothing.
   */
  override subscribe(
    observerOrNext?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    if (isSubscriber(observerOrNext)) return super.subscribe(observerOrNext);
    const completion = completionOrRefusal(this);
    const reading = new FutureSubscription(completion, plainObserver(observerOrNext, error, complete));
    completion.whenDone(reading);
    return reading;
  }

  /**
   * What the task tells of its progress, in order. A late subscriber gets the latest value first; completes when the
   * future is done, whatever its outcome, and never errors. Values that nobody listens to are dropped.
   */
  get progress(): Observable<unknown> {
    return defer(() => ownCompletion(this).progressChannel());
  }

  /**
   * The future as a text, like Python's `repr`: `<Future state=finished returned Number>`.
   *
   * @returns The state, and the class of the value or error.
   */
  override toString(): string {
    const completion = completionOf(this);
    return completion === undefined ? '<Proxy of a Future>' : formatFuture(this.constructor.name, completion);
  }

  /** @internal */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  static {
    completionOf = (future) => (#completion in future ? future.#completion : undefined);
  }
}
markAsFuture(Future.prototype);
nameClass(Future, 'Future');

/** Subscribers, of any copy of RxJS, and Subjects: what has an end of its own. */
function isSubscriber<T>(observer: PlainObserver<T> | null | undefined): observer is Observer<T> {
  return typeof observer === 'object' && observer !== null && 'unsubscribe' in observer;
}

function awaited<R>(
  future: Future<unknown>,
  timeout: number | undefined,
  clock: SchedulerLike,
  read: Read<R>,
): Promise<R> {
  const completion = completionOf(future);
  return completion === undefined ? Promise.reject(notItself()) : awaitOutcome(completion, timeout, clock, read);
}

function readResult({ failed, outcome }: Deferred<unknown>): unknown {
  if (failed) throw outcome;
  return outcome;
}

function readException({ failed, outcome, state }: Deferred<unknown>): unknown {
  if (state === 'CANCELLED') throw outcome;
  return failed ? outcome : null;
}

// One function for all futures, found through `this`, as RxJS's constructor types it: a closure each would cost more
// memory than the rest of the future.
function subscribeToFuture<T>(this: Observable<T>, subscriber: Subscriber<T>): Unsubscribable | undefined {
  return completionOrRefusal(this as Future<T>).subscribe(subscriber);
}
