import type { Observable, OperatorFunction } from 'rxjs';
import type { Executor } from '../executor/Executor.js';
import { internalsOf } from '../executor/internals.js';
import { placeOf } from '../executor/placeOf.js';
import { type MakeStream, streamOf } from '../executor/StreamSubscription.js';
import { checkTask, type Task } from '../executor/Task.js';
import { toObservable } from '../future/toObservable.js';
import { describe } from '../options/describe.js';
import { OperatorSubscription } from './OperatorSubscription.js';

/** An operator that can run in a worker: the function itself, or a reference to an exported one. */
export type OperatorTask<T, R> = Task<[source: Observable<T>], Observable<R>>;

/** A function that creates such an operator, sync or async. */
export type OperatorFactory<T, R, A extends readonly unknown[]> =
  | Task<A, OperatorFunction<T, R>>
  | Task<A, PromiseLike<OperatorFunction<T, R>>>;

/**
 * The operator that {@link through} runs: an exported operator, or an exported factory of one, called with the
 * factory's arguments.
 */
export type OperatorRef<T, R, A extends readonly unknown[] = []> = OperatorTask<T, R> | OperatorFactory<T, R, A>;

/**
 * Runs part of a pipeline inside one worker: streams the source's values to the operator, and its results back.
 *
 * ```marble
 * source                   -1-2-3-|
 * through(map(ten times))  --10-20-30|
 * ```
 *
 * Each subscription calls the operator in a separate worker and holds that worker until the stream ends; so two
 * `through` in a row work at the same time. With fewer slots than stages, the pipeline fails with an error that
 * explains it; the calls of a `map` or `mapOn` before it on the same executor need a slot as well. The operator is exported by a module (or exposed), which imports its own RxJS.
 *
 * The source is subscribed to at once, even before a worker is ready, so that no value of a Subject, an event or a
 * socket is lost; values emitted before the operator subscribes wait, in order. Each later subscription of the operator
 * subscribes to the source again, so `retry` and `repeat` work as usual; an operator that subscribes to a hot source
 * twice at once (`zip` with itself) needs `share` or `connect`. Completion and errors travel in both directions, and
 * unsubscribing tears down both sides.
 *
 * `bufferSize` of `executor.with` bounds the values in transit in each direction: 256 by default, and up to 1024 while
 * they are consumed as fast as they arrive. An Observable has no backpressure: values that the source emits beyond that
 * wait on the host. A source of this library (`stream`, `map`, `mapOn`, `through`), with only synchronous operators in
 * between, is paused instead, and a consumer that is full pauses the results. The operator receives no more input while its results wait to be consumed.
 *
 * Like `pipe`; Python has no equivalent.
 *
 * Errors: the source's errors that the operator passes on, and its own; those of `executor.submit`, also the ones that
 * it throws; `SerializationError` for a value or a result that cannot be cloned.
 *
 * @param executor - The executor that runs it; `executor.with(…)` sets time limits, priority, label and `bufferSize`.
 * @param operator - The operator.
 * @returns An operator from the source's values to the results.
 * @throws TypeError when `operator` is not a task, or `executor` not an executor of this library.
 *
 * @example
 * ```ts
 * import { filter, type Observable, of } from 'rxjs';
 * import { EventLoopExecutor, through } from 'rx-futures';
 *
 * const long = (words: Observable<string>) => words.pipe(filter((word) => word.length > 3));
 * const executor = new EventLoopExecutor();
 * of('a', 'stream', 'of', 'words')
 *   .pipe(through(executor, long))
 *   .subscribe((word) => console.log(word)); // stream words
 * ```
 */
export function through<T, R>(executor: Executor, operator: OperatorTask<T, R>): OperatorFunction<T, R>;
/**
 * Runs an operator that a factory creates in the worker: sync or async, called with `args`. A function that returns a
 * function when called with the source is a factory, too.
 *
 * Errors: those of the overload above.
 *
 * @param executor - The executor that runs it.
 * @param operator - The factory of the operator.
 * @param args - The arguments of the factory.
 * @returns An operator from the source's values to the results.
 * @throws TypeError when `operator` is not a task, or `executor` not an executor of this library.
 *
 * @example
 * ```ts
 * import { map, of } from 'rxjs';
 * import { EventLoopExecutor, through } from 'rx-futures';
 *
 * const times = (factor: number) => map((n: number) => n * factor);
 * of(1, 2, 3)
 *   .pipe(through(new EventLoopExecutor(), times, 10))
 *   .subscribe((n) => console.log(n)); // 10 20 30
 * ```
 */
export function through<T, R, A extends readonly unknown[]>(
  executor: Executor,
  operator: OperatorFactory<T, R, A>,
  ...args: A
): OperatorFunction<T, R>;
export function through<T, R>(executor: Executor, operator: unknown, ...args: unknown[]): OperatorFunction<T, R> {
  const task = checkTask(operator);
  const internals = internalsOf(executor);
  if (internals === undefined) throw new TypeError(`through takes an executor, got ${describe(executor)}`);
  const { core } = internals;
  const options = { ...internals.options, site: placeOf(core, through)?.site };
  return (source) => {
    const values = toObservable(source);
    const make: MakeStream = (...stream) => new OperatorSubscription(...stream, values);
    return streamOf(core, task, args, options, make) as Observable<R>;
  };
}
