import {
  asyncScheduler,
  Observable,
  type Observer,
  type OperatorFunction,
  type SchedulerLike,
  type Subscriber,
} from 'rxjs';
import { limitPassed } from '../errors/limitPassed.js';
import type { Future } from '../future/Future.js';
import { PendingFutures } from '../future/PendingFutures.js';
import { scheduleAfter } from '../future/scheduleAfter.js';
import { toObservable } from '../future/toObservable.js';
import { type OptionsTaker, readOptions, type Schema } from '../options/readOptions.js';
import { whyNoFuture } from './notAFuture.js';
import { timeLimitSchema } from './timeLimit.js';
import { untilClosed } from './untilClosed.js';

/** The options of {@link asCompleted}. */
export interface AsCompletedOptions {
  /** Milliseconds from the subscription, of any length; a negative number counts as 0, `Infinity` as no limit. */
  timeout?: number | undefined;
  /** The clock. Default: RxJS's `asyncScheduler`. */
  scheduler?: SchedulerLike | undefined;
}

const schema = timeLimitSchema satisfies Schema<AsCompletedOptions>;
const taker: OptionsTaker = { name: 'asCompleted()', write: 'from(futures).pipe(asCompleted())' };

/**
 * Emits each distinct future of the source once, when it is done: first those that are done already, then the others in
 * the order in which they complete. Failed and cancelled futures are emitted like any other; their errors are not
 * thrown. The source may add futures while others complete, and they may belong to several executors.
 *
 * ```marble
 * a                    ------1|
 * b                    --2|
 * asCompleted([a, b])  --b---(a|)
 * ```
 *
 * Unsubscribing cancels nothing. The operator keeps no reference to the futures that it has emitted.
 *
 * Python's `concurrent.futures.as_completed`, as an operator.
 *
 * Errors: `TimeoutError` when the timeout passes while the source is open or a future is unfinished, with Python's
 * count in its message; `TypeError` when the source emits anything but a Future; the source's own error.
 *
 * @param options - `timeout` in milliseconds and its `scheduler`.
 * @returns An operator from futures to the same futures.
 * @throws TypeError or RangeError at the call for an invalid option.
 * @see {@link wait}
 *
 * @example
 * ```ts
 * import { from } from 'rxjs';
 * import { asCompleted, EventLoopExecutor } from 'rx-futures';
 *
 * const executor = new EventLoopExecutor();
 * const sleep = (ms: number) => new Promise<number>((done) => setTimeout(() => done(ms), ms));
 * const futures = [300, 100, 200].map((ms) => executor.submit(sleep, ms));
 * from(futures).pipe(asCompleted()).subscribe((future) => {
 *   future.subscribe((ms) => console.log(ms)); // 100 200 300
 * });
 * ```
 */
export function asCompleted<T>(options: AsCompletedOptions = {}): OperatorFunction<Future<T>, Future<T>> {
  const { timeout, scheduler = asyncScheduler } = readOptions(options, schema, taker);
  return (source) =>
    new Observable((subscriber) => {
      const completed = new Completed(subscriber);
      subscriber.add(() => completed.end());
      if (timeout !== undefined) subscriber.add(scheduleAfter(scheduler, () => completed.expire(timeout), timeout));
      subscriber.add(toObservable(source).pipe(untilClosed(subscriber)).subscribe(completed));
    });
}

/** One subscription, and the observer of its source: tracks the pending and the emitted futures. */
class Completed<T> implements Observer<Future<T>> {
  readonly #subscriber: Subscriber<Future<T>>;
  readonly #watch = new PendingFutures<T>((future) => this.#emit(future));
  /**
   * The futures that were emitted, so that each is emitted once: held weakly, so that they can be collected while
   * others are awaited; dropped once the source has completed.
   */
  #emitted: WeakSet<Future<T>> | undefined = new WeakSet();
  #total = 0;

  constructor(subscriber: Subscriber<Future<T>>) {
    this.#subscriber = subscriber;
  }

  next(future: Future<T>): void {
    const problem = whyNoFuture('asCompleted', future);
    if (problem !== undefined) return this.#subscriber.error(problem);
    if (this.#watch.has(future) || this.#emitted?.has(future)) return;
    this.#total += 1;
    if (future.done()) this.#emit(future);
    else this.#watch.add(future);
  }

  error(error: unknown): void {
    this.#subscriber.error(error);
  }

  complete(): void {
    this.#emitted = undefined;
    this.#completeIfDone();
  }

  expire(timeout: number): void {
    const unfinished = this.#watch.size;
    const message = `${unfinished} (of ${this.#total}) futures unfinished`;
    this.#subscriber.error(limitPassed('timeout', timeout, message));
  }

  end(): void {
    this.#watch.close();
  }

  #emit(future: Future<T>): void {
    this.#emitted?.add(future);
    this.#subscriber.next(future);
    this.#completeIfDone();
  }

  #completeIfDone(): void {
    if (this.#emitted === undefined && this.#watch.size === 0) this.#subscriber.complete();
  }
}
