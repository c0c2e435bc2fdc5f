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
import { type OptionsTaker, readOptions, type Schema } from '../options/readOptions.js';
import { whyNoFuture } from './notAFuture.js';
import { timeLimitSchema } from './timeLimit.js';
import { untilClosed } from './untilClosed.js';

/** How long {@link asCompleted} goes on, and by which clock. */
export interface AsCompletedOptions {
  /** Milliseconds from the subscription, of any length; a negative number counts as 0, `Infinity` as no limit. */
  timeout?: number | undefined;
  /** The clock; RxJS's `asyncScheduler` when left out. */
  scheduler?: SchedulerLike | undefined;
}

const schema = timeLimitSchema satisfies Schema<AsCompletedOptions>;
const taker: OptionsTaker = { name: 'asCompleted()', write: 'from(futures).pipe(asCompleted())' };

/**
 * Emits the futures of the source as they end, each distinct one once: those already done first, the rest in the order
 * in which they end. Failed and cancelled ones are emitted like any other; their errors are not raised. Futures may keep
 * arriving while others end, and from several executors.
 *
 * ```marble
 * a                    ------1|
 * b                    --2|
 * asCompleted([a, b])  --b---(a|)
 * ```
 *
 * Unsubscribing cancels nothing. It keeps no reference to what it has emitted.
 *
 * Python's `concurrent.futures.as_completed`, as an operator.
 *
 * Errors: `TimeoutError` when the time is over and the source is open or something is unfinished, with Python's count in
 * its message; a `TypeError` for anything in the source that is no Future; the source's own error.
 *
 * @param options - `timeout` in milliseconds and its `scheduler`.
 * @returns An operator from futures to the same futures.
 * @throws TypeError or RangeError at the call for a timeout that is none.
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
      subscriber.add(source.pipe(untilClosed(subscriber)).subscribe(completed));
    });
}

/** One subscription, and the observer of its source: what is pending, and what has been seen. */
class Completed<T> implements Observer<Future<T>> {
  readonly #subscriber: Subscriber<Future<T>>;
  readonly #watch = new PendingFutures<T>((future) => this.#emit(future));
  /**
   * What the source must not bring again: weakly, so that an emitted future can be collected while others are awaited.
   * Nothing more is to be remembered once the source has ended.
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
