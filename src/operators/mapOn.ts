import { Observable, type OperatorFunction } from 'rxjs';
import type { Executor } from '../executor/Executor.js';
import { internalsOf } from '../executor/internals.js';
import { placeOf } from '../executor/placeOf.js';
import type { Settled } from '../executor/Settled.js';
import type { Task, TaskValue } from '../executor/Task.js';
import { toObservable } from '../future/toObservable.js';
import { checkBoolean, checkPositiveCount } from '../options/checks.js';
import { type OptionsTaker, readOptions, type Schema } from '../options/readOptions.js';
import { type Emitted, MapOnSubscription } from './MapOnSubscription.js';

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
 * Calls the task on the executor for each value of the source, and emits the results, in the order of the source or as
 * they complete.
 *
 * ```marble
 * source            -1-2-3-|
 * mapOn(ten times)  ----10---20-30|
 * ```
 *
 * The first failure, or unsubscribing, cancels the calls that have not started and aborts the running ones. An
 * Observable has no backpressure: values beyond `bufferSize` wait in the operator and are not submitted. A source of
 * this library (`stream`, `map`, `through`, `mapOn`), with only synchronous operators in between, is paused instead, so
 * that nothing piles up; with an executor that runs its tasks on the host, `mapOn` then is a `concatMap` or `mergeMap`
 * that the source's workers wait for. A consumer of this library that is full pauses `mapOn` in turn: its results wait
 * in it, up to `bufferSize`, and its completion or error waits behind them. When `maxQueue` is reached, `mapOn` waits.
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
  const internals = internalsOf(executor);
  const ofView = internals?.options.bufferSize ?? defaultBufferSize;
  const { ordered = true, bufferSize = ofView, settled = false } = readOptions(options, schema, taker);
  const placed = internals && placeOf(internals.core, mapOn);
  return (source) =>
    new Observable((subscriber) => {
      const calls = new MapOnSubscription(task, executor, { bufferSize, ordered, settled, placed }, subscriber);
      subscriber.add(() => calls.end());
      calls.follow(toObservable(source));
    });
}
