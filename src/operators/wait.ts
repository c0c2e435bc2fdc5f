import {
  asyncScheduler,
  Observable,
  type Observer,
  type OperatorFunction,
  type SchedulerLike,
  type Subscriber,
} from 'rxjs';
import type { Future } from '../future/Future.js';
import { PendingCounter } from '../future/PendingCounter.js';
import { scheduleAfter } from '../future/scheduleAfter.js';
import { toObservable } from '../future/toObservable.js';
import { describe } from '../options/describe.js';
import { type OptionsTaker, readOptions, type Schema } from '../options/readOptions.js';
import { whyNoFuture } from './notAFuture.js';
import { ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION, type ReturnWhen } from './returnWhen.js';
import { timeLimitSchema } from './timeLimit.js';
import { untilClosed } from './untilClosed.js';

/** The options of {@link wait}. */
export interface WaitOptions {
  /** Milliseconds from the subscription; when they have passed, `wait` emits the current sets. */
  timeout?: number | undefined;
  /** The condition on which `wait` emits. Default: `ALL_COMPLETED`. */
  returnWhen?: ReturnWhen | undefined;
  /** The clock. Default: RxJS's `asyncScheduler`. */
  scheduler?: SchedulerLike | undefined;
}

const schema = { ...timeLimitSchema, returnWhen: checkReturnWhen } satisfies Schema<WaitOptions>;
const taker: OptionsTaker = { name: 'wait()', write: 'from(futures).pipe(wait())' };

/** The result of {@link wait}: the futures of the source, in two sets. */
export interface WaitResult<T> {
  readonly done: Set<Future<T>>;
  readonly notDone: Set<Future<T>>;
}

/**
 * Collects the futures of the source, waits for the first, for the first failure, or for all of them, and emits one
 * pair of sets. A timeout is not an error: the sets then show what is done and what is not. An empty source emits two
 * empty sets.
 *
 * ```marble
 * a                                      ------1|
 * b                                      --2|
 * wait()                                 ------(x|)  x is { done: a and b, notDone: none }
 * wait({ returnWhen: FIRST_COMPLETED })  --(y|)      y is { done: b, notDone: a }
 * ```
 *
 * A cancelled future is done and is not a failure. Unsubscribing cancels nothing.
 *
 * Python's `concurrent.futures.wait`, as an operator.
 *
 * Errors: `TypeError` when the source emits anything but a Future; the source's own error; never those of the futures.
 *
 * @param options - `returnWhen`, `timeout` in milliseconds and its `scheduler`.
 * @returns An operator from futures to one pair of sets.
 * @throws TypeError or RangeError at the call for an invalid option.
 * @see {@link asCompleted}
 *
 * @example
 * ```ts
 * import { from } from 'rxjs';
 * import { EventLoopExecutor, FIRST_COMPLETED, wait } from 'rx-futures';
 *
 * const executor = new EventLoopExecutor();
 * const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
 * const futures = [100, 10].map((ms) => executor.submit(sleep, ms));
 * from(futures).pipe(wait({ returnWhen: FIRST_COMPLETED })).subscribe(({ done, notDone }) => {
 *   console.log(done.size, notDone.size); // 1 1
 * });
 * ```
 */
export function wait<T>(options: WaitOptions = {}): OperatorFunction<Future<T>, WaitResult<T>> {
  const given = readOptions(options, schema, taker);
  const { timeout, scheduler = asyncScheduler, returnWhen = ALL_COMPLETED } = given;
  return (source) =>
    new Observable((subscriber) => {
      const waiting = new Waiting(subscriber, returnWhen);
      subscriber.add(() => waiting.end());
      if (timeout !== undefined) subscriber.add(scheduleAfter(scheduler, () => waiting.answer(), timeout));
      subscriber.add(toObservable(source).pipe(untilClosed(subscriber)).subscribe(waiting));
    });
}

function checkReturnWhen(returnWhen: unknown, name: string): ReturnWhen {
  if (returnWhen === ALL_COMPLETED || returnWhen === FIRST_COMPLETED || returnWhen === FIRST_EXCEPTION)
    return returnWhen;
  throw new TypeError(`${name} must be FIRST_COMPLETED, FIRST_EXCEPTION or ALL_COMPLETED, got ${describe(returnWhen)}`);
}

/** One subscription, and the observer of its source: collects the futures, then watches those that are not done. */
class Waiting<T> implements Observer<Future<T>> {
  readonly #subscriber: Subscriber<WaitResult<T>>;
  readonly #returnWhen: ReturnWhen;
  readonly #futures = new Set<Future<T>>();
  readonly #pending = new PendingCounter<T>((future) => this.#settled(future));

  constructor(subscriber: Subscriber<WaitResult<T>>, returnWhen: ReturnWhen) {
    this.#subscriber = subscriber;
    this.#returnWhen = returnWhen;
  }

  next(future: Future<T>): void {
    const problem = whyNoFuture('wait', future);
    if (problem === undefined) this.#futures.add(future);
    else this.#subscriber.error(problem);
  }

  error(error: unknown): void {
    this.#subscriber.error(error);
  }

  /** The source has completed; some of its futures may be done by now. */
  complete(): void {
    if (this.#subscriber.closed) return;
    let enough = false;
    for (const future of this.#futures) {
      if (!future.done()) this.#pending.add(future);
      else enough ||= this.#isEnough(future);
    }
    if (enough || this.#pending.size === 0) this.answer();
  }

  answer(): void {
    this.end();
    const done = this.#futures;
    const notDone = new Set<Future<T>>();
    for (const future of done) if (!future.done()) notDone.add(future);
    for (const future of notDone) done.delete(future);
    this.#subscriber.next({ done, notDone });
    this.#subscriber.complete();
  }

  end(): void {
    this.#pending.close(this.#futures);
  }

  #settled(future: Future<T>): void {
    if (this.#isEnough(future) || this.#pending.size === 0) this.answer();
  }

  #isEnough(future: Future<T>): boolean {
    if (this.#returnWhen === FIRST_COMPLETED) return true;
    return this.#returnWhen === FIRST_EXCEPTION && hasFailed(future);
  }
}

/** Returns true when a done future failed. It emits its outcome within `subscribe`; a cancellation is not a failure. */
function hasFailed(future: Future<unknown>): boolean {
  let failed = false;
  future.subscribe({
    error: () => {
      failed = !future.cancelled();
    },
  });
  return failed;
}
