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
import type { PlatformObservable } from './toObservable.js';
import { type FutureState, isDone } from './transitions.js';

/** Returns the Deferred behind a future of this copy of the package; `undefined` for one of another copy. */
export let completionOf: <T>(future: Future<T>) => Deferred<T> | undefined;

/**
 * Returns the Deferred of a future for its own methods. Throws for a Proxy of a future, or an object that inherits from
 * one.
 */
export function ownCompletion<T>(future: Future<T>): Deferred<T> {
  const completion = completionOf(future);
  if (completion === undefined) throw notItself();
  return completion;
}

/** Returns the Deferred of a future, or one that has failed, for methods that report errors through a subscriber. */
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
 * The work runs once, however many subscribe; every subscriber, early or late, receives the same outcome.
 *
 * ```marble
 * the work           ----------v|
 * a subscriber       ----------(v|)
 * a late subscriber              --(v|)
 * when cancelled     -----#  CancelledError
 * ```
 *
 * Errors: its error channel carries the task's own error, or `CancelledError`, `TimeoutError`, `InvalidStateError`,
 * `BrokenExecutor`. Unsubscribing cancels nothing, since others may be subscribed; with `executor.task()` it does. A
 * Future without subscribers never raises an unhandled error. It is not thenable, on purpose: use `await
 * future.result()`.
 *
 * Python's `concurrent.futures.Future`, as an Observable.
 *
 * @see {@link SettableFuture}, to create one by hand.
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
export class Future<T, P = unknown> extends Observable<T> {
  readonly #completion: Deferred<T>;

  /**
   * For executors, which keep the Deferred and return the future.
   * @internal
   */
  constructor(completion: Deferred<T>) {
    super(subscribeToFuture);
    this.#completion = completion;
    completion.future = this;
  }

  /**
   * Returns a future that has already succeeded.
   *
   * @param value - The value; any, also `undefined`.
   * @returns The finished future.
   */
  static of<T>(value: T): Future<T> {
    const completion = new Deferred<T>();
    completion.succeed(value);
    return new Future(completion);
  }

  /**
   * Returns a future that has already failed. The error is not reported when there is no subscriber.
   *
   * @param error - The error; any value.
   * @returns The finished future.
   */
  static failed(error: unknown): Future<never> {
    const completion = new Deferred<never>();
    completion.fail(error);
    return new Future(completion);
  }

  /**
   * Returns a future of the one value of an Observable, promise, iterable or async iterable. It subscribes at once, is
   * RUNNING while the source is open, and `abort()` unsubscribes.
   *
   * Errors: the source's own error in the error channel; InvalidStateError there when the source emits no value, or
   * more than one.
   *
   * @param input - Any input of RxJS's `from`, or an Observable of the platform.
   * @returns The running future.
   */
  static from<T>(input: ObservableInput<T> | PlatformObservable<T>): Future<T> {
    return new Future(followInput(input));
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: subclasses inherit this, and mean themselves
    return this === Future ? isFuture(value) : Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /** The current state. A task that was handed to a worker is RUNNING only once the worker has started it. */
  get state(): FutureState {
    return ownCompletion(this).refreshState();
  }

  /**
   * Returns true when the work was cancelled or aborted.
   *
   * @returns `true` in the state CANCELLED.
   */
  cancelled(): boolean {
    return ownCompletion(this).state === 'CANCELLED';
  }

  /**
   * Returns true while the work runs, when `cancel()` is too late.
   *
   * @returns `true` in the state RUNNING.
   */
  running(): boolean {
    return this.state === 'RUNNING';
  }

  /**
   * Returns true when there is an outcome: a value, an error or a cancellation.
   *
   * @returns `true` in the states FINISHED and CANCELLED.
   */
  done(): boolean {
    return isDone(ownCompletion(this).state);
  }

  /**
   * Cancels the work if it has not started. Subscribers receive `CancelledError`. Exact where memory is shared with the
   * worker: the worker's start and this call race on one atomic cell, and exactly one succeeds.
   *
   * @returns `true` when the work will never run, also when it was cancelled before; `false` when it is running or
   *   done.
   */
  cancel(): boolean {
    return ownCompletion(this).cancel();
  }

  /**
   * Settles the future as CANCELLED at once, running or not, and stops the work: the task's `signal` is aborted, and
   * after `abortGrace` its worker is replaced. Subscribers receive `CancelledError` with the reason as its `cause`.
   *
   * Like the platform's `AbortController.abort`; Python has no equivalent.
   *
   * @param reason - The reason; becomes the error's `cause` and, where it can be cloned, the task's `signal.reason`.
   * @returns `false` only when the future is already FINISHED.
   */
  abort(reason?: unknown): boolean {
    // biome-ignore lint/complexity/noArguments: distinguishes `abort(undefined)` from `abort()`, which has no cause
    return ownCompletion(this).abort(reason, arguments.length > 0);
  }

  /**
   * Returns a promise of the value. A timeout ends only the wait: the work goes on, and the caller can wait again.
   *
   * Errors: the future's own error; `TimeoutError` when the timeout passes first; `TypeError` and `RangeError` at the
   * call for an invalid timeout.
   *
   * @param timeout - How long to wait, in milliseconds; 0 or less does not wait. Default: no limit, like `Infinity`.
   * @param scheduler - The clock. Default: RxJS's `asyncScheduler`.
   * @returns A promise of the value.
   * @throws TypeError when `timeout` is not a number, RangeError when it is NaN.
   */
  result(timeout?: number, scheduler: SchedulerLike = asyncScheduler): Promise<T> {
    return awaited(this, timeout, scheduler, readResult) as Promise<T>;
  }

  /**
   * Returns a promise of the error: the value that the task threw, or `null` when it succeeded. As in Python, the
   * promise of a cancelled future rejects with the `CancelledError` instead of resolving to it.
   *
   * Errors: `CancelledError` when cancelled, as in Python; `TimeoutError` when the timeout passes first.
   *
   * @param timeout - How long to wait, in milliseconds; 0 or less does not wait. Default: no limit, like `Infinity`.
   * @param scheduler - The clock. Default: RxJS's `asyncScheduler`.
   * @returns A promise of the error, or of `null`.
   * @throws TypeError when `timeout` is not a number, RangeError when it is NaN.
   */
  exception(timeout?: number, scheduler: SchedulerLike = asyncScheduler): Promise<unknown> {
    return awaited(this, timeout, scheduler, readException);
  }

  /**
   * Calls the function when the future is done: after its subscribers, in the order in which callbacks were added; at
   * once when it is done already. An error that it throws is reported as RxJS reports unhandled errors, and the next
   * callback runs.
   *
   * @param fn - A function of the future. When it is added twice, it is called twice.
   * @throws TypeError when `fn` is not a function.
   */
  addDoneCallback(fn: (future: Future<T, P>) => void): void {
    if (typeof fn !== 'function') throw new TypeError(`addDoneCallback takes a function, got ${typeof fn}`);
    ownCompletion(this).addCallback(fn as (future: unknown) => void);
  }

  /**
   * Calls the observer with the value and `complete`, or with the error; at once when the future is done. An error
   * without a handler is reported as RxJS reports it; an observer that throws does not affect other observers.
   *
   * @param observerOrNext - An observer, or a function for the value.
   * @param error - A function for the error; prefer an observer.
   * @param complete - A function for the completion; prefer an observer.
   * @returns The subscription; unsubscribing cancels nothing.
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
   * Emits the task's progress values, in order. A late subscriber receives the latest value first; completes when the
   * future is done, whatever its outcome, and never errors. Values emitted while there is no subscriber are dropped,
   * except the latest. Their type is the one that the caller gives, as in `const future: Future<number, Step> =
   * executor.submit(…)`; nothing checks it.
   */
  get progress(): Observable<P> {
    return defer(() => ownCompletion(this).progressChannel() as Observable<P>);
  }

  /**
   * Returns the future as a string, like Python's `repr`: `<Future state=finished returned Number>`.
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

/** Returns true for Subscribers of any copy of RxJS, and for Subjects: observers that can be unsubscribed. */
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

// One function for all futures, which finds its future through `this`, as RxJS's constructor types it: a closure for
// each would take more memory than the rest of the future.
function subscribeToFuture<T>(this: Observable<T>, subscriber: Subscriber<T>): Unsubscribable | undefined {
  return completionOrRefusal(this as Future<T>).subscribe(subscriber);
}
