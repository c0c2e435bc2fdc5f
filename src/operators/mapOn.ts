import { Observable, type Observer, type OperatorFunction, type Subscriber, Subscription } from 'rxjs';
import { Deque } from '../collections/Deque.js';
import { BrokenExecutor } from '../errors/BrokenExecutor.js';
import { CancelledError } from '../errors/CancelledError.js';
import type { ExecutorShutdownError } from '../errors/ExecutorShutdownError.js';
import { QueueFullError } from '../errors/QueueFullError.js';
import type { AcceptedWork } from '../executor/AcceptedWork.js';
import { type Acceptance, type Accepting, acceptKey } from '../executor/acceptKey.js';
import { type Buffered, bufferKey } from '../executor/bufferKey.js';
import type { Executor } from '../executor/Executor.js';
import { fulfilled, isCancelledByShutdown, rejected, type Settled } from '../executor/Settled.js';
import { type Placed, type SiteKeeper, siteKey } from '../executor/siteKey.js';
import type { Task, TaskValue } from '../executor/Task.js';
import { Future } from '../future/Future.js';
import { PendingFutures } from '../future/PendingFutures.js';
import { checkBoolean, checkPositiveCount } from '../options/checks.js';
import { type OptionsTaker, readOptions, type Schema } from '../options/readOptions.js';
import { alwaysOpen } from './alwaysOpen.js';
import { SourcePause } from './SourcePause.js';
import { untilClosed } from './untilClosed.js';

/** The options of {@link mapOn}. */
export interface MapOnOptions {
  /** True to emit the results in the order of the source, false to emit them as they complete. Default: `true`. */
  ordered?: boolean | undefined;
  /**
   * The most calls that are outstanding or whose results are not emitted yet. Default: that of `executor.with`, or
   * 2048.
   */
  bufferSize?: number | undefined;
  /**
   * True to emit a failed call as `{ index, status: 'rejected', reason }` instead of failing, and a result as
   * `{ index, status: 'fulfilled', value }`. Default: `false`; `true` selects the other overload.
   */
  settled?: false | undefined;
}

/** The options of {@link mapOn} for the form that emits outcomes. */
type SettledOptions = Omit<MapOnOptions, 'settled'> & { settled: true };

const schema = {
  ordered: checkBoolean,
  bufferSize: checkPositiveCount,
  settled: checkBoolean,
} satisfies Schema<MapOnOptions | SettledOptions>;
const taker: OptionsTaker = { name: 'mapOn()', write: 'mapOn(executor, task, { ordered: false })' };

/** Large enough for the smallest tasks to travel in large batches. */
const defaultBufferSize = 2048;
/**
 * The share of the buffer in use up to which a paused source is resumed: resuming it for a few values at a time is
 * costly.
 */
const roomy = 0.75;

/**
 * Calls the task on the executor for each value of the source, and emits the results, in the order of the source or as
 * they complete.
 *
 * ```marble
 * source            -1-2-3-|
 * mapOn(ten times)  ----10---20-30|
 * ```
 *
 * The first failure, or unsubscribing, cancels the calls that have not started and aborts the running ones. An
 * Observable has no backpressure: values beyond `bufferSize` wait in the operator and are not submitted. A stream of
 * this library (`stream`, `through`), with only synchronous operators in between, is paused instead, so that nothing
 * piles up; with an executor that runs its tasks on the host, `mapOn` then is a `concatMap` or `mergeMap` that the
 * stream's worker waits for. When `maxQueue` is reached, `mapOn` waits.
 *
 * Values that the source emitted before a `shutdown` are accepted work: they are run and their results emitted, and the
 * shutdown waits for that. A later value fails the pipeline with `ExecutorShutdownError`, after those results, unless
 * the value is itself a result of accepted work on the same executor (`mapOn` after `map`, `stream`, `through` or
 * `mapOn`), passed on by synchronous operators. `cancelFutures` cancels the values that are not running, and the
 * `timeout` aborts everything: the pipeline fails with `CancelledError`.
 *
 * Like RxJS's `mergeMap` and `concatMap`; Python's `Executor.map` for a source that pushes.
 *
 * With `settled: true` a failed call does not end the run: see the other overload.
 *
 * Errors: the first failure (by position when ordered), the source's own error, and the errors that `submit` throws.
 *
 * @param executor - The executor of the calls; `executor.with(…)` sets timeouts, priorities and labels of each call.
 * @param task - A task of one value.
 * @param options - `ordered`, `bufferSize` and `settled`.
 * @returns An operator from values to results.
 * @throws TypeError for an option of the wrong type, RangeError for one out of range.
 *
 * @example
 * ```ts
 * import { range } from 'rxjs';
 * import { EventLoopExecutor, mapOn } from 'rx-futures';
 *
 * const executor = new EventLoopExecutor();
 * range(1, 3)
 *   .pipe(mapOn(executor, async (n: number) => n * 10))
 *   .subscribe((n) => console.log(n)); // 10 20 30
 * ```
 */
export function mapOn<T, R>(
  executor: Executor,
  task: Task<[T], R>,
  options?: MapOnOptions,
): OperatorFunction<T, TaskValue<R>>;
/**
 * Calls the task for each value of the source, and emits the outcome of each call with the place of its value:
 * `{ index, status: 'fulfilled', value }` or `{ index, status: 'rejected', reason }`. It goes on after a failed call:
 * one whose task throws, whose worker is lost, whose limit passes, or whose values cannot be cloned.
 *
 * Errors: the source's own error, after the outcomes of the values before it; `CancelledError` when a shutdown cancels
 * values, `ExecutorShutdownError` for a value after the shutdown, the `BrokenExecutor` of a broken executor.
 *
 * @param executor - The executor of the calls.
 * @param task - A task of one value.
 * @param options - `settled: true`, and the others.
 * @returns An operator from values to outcomes.
 * @throws TypeError for an option of the wrong type, RangeError for one out of range.
 *
 * @example
 * ```ts
 * import { of } from 'rxjs';
 * import { EventLoopExecutor, mapOn } from 'rx-futures';
 *
 * const executor = new EventLoopExecutor();
 * of('1', '{', '3')
 *   .pipe(mapOn(executor, (text: string) => JSON.parse(text) as number, { settled: true }))
 *   .subscribe(({ index, status }) => console.log(index, status)); // 0 fulfilled 1 rejected 2 fulfilled
 * ```
 */
export function mapOn<T, R>(
  executor: Executor,
  task: Task<[T], R>,
  options: Omit<MapOnOptions, 'settled'> & { settled: true },
): OperatorFunction<T, Settled<TaskValue<R>>>;
export function mapOn<T, R>(
  executor: Executor,
  task: Task<[T], R>,
  options: MapOnOptions | SettledOptions = {},
): OperatorFunction<T, Emitted<R>> {
  const ofView = (executor as Buffered | undefined)?.[bufferKey] ?? defaultBufferSize;
  const { ordered = true, bufferSize = ofView, settled = false } = readOptions(options, schema, taker);
  const placed = (executor as SiteKeeper | undefined)?.[siteKey]?.(mapOn);
  return (source) =>
    new Observable((subscriber) => {
      const calls = new Calls(task, executor, { bufferSize, ordered, settled, placed }, subscriber);
      subscriber.add(() => calls.end());
      calls.follow(source);
    });
}

/** The results, or with `settled` the outcomes. */
type Emitted<R> = TaskValue<R> | Settled<TaskValue<R>>;

/** The options, checked, and the place where the user's code called `mapOn`. */
interface CallsOptions {
  readonly ordered: boolean;
  readonly bufferSize: number;
  readonly settled: boolean;
  readonly placed: Placed | undefined;
}

/**
 * One subscription, and the observer of its source: owns the waiting values, the outstanding calls and the results not
 * yet emitted.
 */
class Calls<T, R> implements Observer<T>, AcceptedWork {
  readonly #task: Task<[T], R>;
  readonly #executor: Executor;
  readonly #bufferSize: number;
  readonly #ordered: boolean;
  readonly #placed: Placed | undefined;
  readonly #subscriber: Subscriber<Emitted<R>>;
  readonly #acceptance: Acceptance;
  readonly #input = new Subscription();
  readonly #values = new Deque<T>();
  readonly #inOrder = new Deque<Future<TaskValue<R>>>();
  readonly #watch = new PendingFutures<TaskValue<R>>((future) => this.#settled(future));
  readonly #sourcePause = new SourcePause(() => this.#anyRuns());
  /** The places of the outstanding values; only with `settled`. */
  readonly #places: Map<Future<TaskValue<R>>, number> | undefined;
  #submitted = 0;
  #sourceOpen = true;
  #stopWaiting: (() => void) | undefined;
  /** The error that ends the subscription after the outstanding calls. */
  #failure: { readonly error: unknown } | undefined;

  constructor(
    task: Task<[T], R>,
    executor: Executor,
    { bufferSize, ordered, settled, placed }: CallsOptions,
    subscriber: Subscriber<Emitted<R>>,
  ) {
    this.#task = task;
    this.#executor = executor;
    this.#bufferSize = bufferSize;
    this.#ordered = ordered;
    this.#placed = placed;
    this.#places = settled ? new Map() : undefined;
    this.#subscriber = subscriber;
    this.#acceptance = (executor as Partial<Accepting>)[acceptKey]?.(this) ?? alwaysOpen(executor);
  }

  follow(source: Observable<T>): void {
    this.#input.add(source.pipe(untilClosed(this.#input)).subscribe(this));
  }

  /** True while values that the source has emitted are not done; a shutdown waits for them. */
  get busy(): boolean {
    return this.#busy + this.#values.length > 0;
  }

  /** Drops the waiting values. The executor itself cancels those that are tasks already. */
  cancel(cause: ExecutorShutdownError): void {
    if (this.#values.length > 0) this.#endWith(new CancelledError(undefined, { cause }));
  }

  abort(error: unknown): void {
    if (this.busy) this.#subscriber.error(error);
  }

  next(value: T): void {
    if (!this.#acceptance.acceptsValues) return this.#refuse();
    this.#values.push(value);
    this.#submitWhatMay();
    if (this.#values.length > 0) this.#sourcePause.pause();
  }

  error(error: unknown): void {
    if (this.#places === undefined) return this.#subscriber.error(error);
    this.#failure ??= { error };
    this.#completeIfDone();
  }

  complete(): void {
    this.#sourceOpen = false;
    this.#completeIfDone();
  }

  end(): void {
    this.#input.unsubscribe();
    this.#stopWaiting?.();
    this.#sourcePause.release();
    for (const future of this.#watch.close()) future.abort();
    this.#values.clear();
    this.#inOrder.clear();
    this.#acceptance.release();
  }

  /** Refuses a value after the shutdown; work that was accepted before continues. */
  #refuse(): void {
    try {
      this.#acceptance.checkOpen();
    } catch (error) {
      this.#failure ??= { error };
      this.#input.unsubscribe();
      this.#completeIfDone();
    }
  }

  #endWith(error: unknown): void {
    this.#failure = { error };
    this.#values.clear();
    this.#input.unsubscribe();
    this.#completeIfDone();
  }

  /** The number of calls that are outstanding or have results that are not emitted. */
  get #busy(): number {
    return this.#ordered ? this.#inOrder.length : this.#watch.size;
  }

  #submitWhatMay(): void {
    while (this.#values.length > 0 && this.#busy < this.#bufferSize && !this.#subscriber.closed) {
      const value = this.#values.shift() as T;
      if (!this.#submitOne(value)) return this.#values.unshift(value);
    }
  }

  #submitOne(value: T): boolean {
    try {
      this.#add(this.#call(value));
      return true;
    } catch (error) {
      if (error instanceof QueueFullError) this.#retryLater();
      else if (this.#places !== undefined && !(error instanceof BrokenExecutor)) {
        this.#add(Future.failed(error));
        return true;
      } else this.#subscriber.error(error);
      return false;
    }
  }

  #add(future: Future<TaskValue<R>>): void {
    this.#places?.set(future, this.#submitted++);
    if (this.#ordered) this.#inOrder.push(future);
    if (future.done()) this.#settled(future);
    else this.#watch.add(future);
  }

  #call(value: T): Future<TaskValue<R>> {
    const submit = (): Future<TaskValue<R>> => {
      if (this.#acceptance.open) return this.#executor.submit(this.#task, value);
      return this.#acceptance.submit(this.#task, [value]) as Future<TaskValue<R>>;
    };
    return this.#placed === undefined ? submit() : this.#placed.run(submit);
  }

  /**
   * The queue is full. When one of this operator's calls ends, there is capacity again; with none outstanding, it waits
   * for the executor's next free slot.
   */
  #retryLater(): void {
    if (this.#watch.size > 0 || this.#stopWaiting !== undefined) return;
    this.#stopWaiting = this.#acceptance.whenCapacityFreed(() => this.#tryAgain());
  }

  /** Returns true while it still waits: other callers may have taken the slot. */
  #tryAgain(): boolean {
    this.#submitWhatMay();
    const waits = this.#values.length > 0 && this.#watch.size === 0 && !this.#subscriber.closed;
    if (!waits) {
      this.#stopWaiting?.();
      this.#stopWaiting = undefined;
    }
    return waits;
  }

  #settled(future: Future<TaskValue<R>>): void {
    if (this.#subscriber.closed) return;
    this.#sourcePause.progressed();
    if (this.#ordered) this.#emitInOrder();
    else this.#emit(future);
    this.#submitWhatMay();
    if (this.#values.length === 0 && this.#busy <= this.#bufferSize * roomy) this.#sourcePause.release();
    this.#completeIfDone();
  }

  #anyRuns(): boolean {
    return this.#watch.some((future) => future.running());
  }

  #emitInOrder(): void {
    while (this.#inOrder.length > 0 && this.#inOrder.first().done() && !this.#subscriber.closed) {
      this.#emit(this.#inOrder.shift() as Future<TaskValue<R>>);
    }
  }

  #emit(future: Future<TaskValue<R>>): void {
    if (this.#places !== undefined) return this.#emitSettled(future, this.#places);
    future.subscribe({
      next: (value) => this.#deliver(value),
      error: (error) => this.#subscriber.error(error),
    });
  }

  #emitSettled(future: Future<TaskValue<R>>, places: Map<Future<TaskValue<R>>, number>): void {
    const index = places.get(future) as number;
    places.delete(future);
    future.subscribe({
      next: (value) => this.#deliver(fulfilled(index, value)),
      error: (error) => {
        if (isCancelledByShutdown(error)) this.#endWith(error);
        else this.#deliver(rejected(index, error));
      },
    });
  }

  #deliver(emitted: Emitted<R>): void {
    this.#acceptance.deliver(() => this.#subscriber.next(emitted));
  }

  #completeIfDone(): void {
    if (this.busy) return;
    if (this.#failure !== undefined) this.#subscriber.error(this.#failure.error);
    else if (!this.#sourceOpen) this.#subscriber.complete();
    else this.#acceptance.checkIdle();
  }
}
