import type { Observable, OperatorFunction } from 'rxjs';
import type { Executor } from '../executor/Executor.js';
import { type SiteKeeper, siteKey } from '../executor/siteKey.js';
import { checkTask, type Task } from '../executor/Task.js';
import { type OperatorRunner, throughKey } from '../executor/throughKey.js';
import { describe } from '../options/describe.js';

/** An operator that can run elsewhere: itself, as a reference to an exported one, or inline. */
export type OperatorTask<T, R> = Task<[source: Observable<T>], Observable<R>>;

/** A function that makes such an operator, sync or async. */
export type OperatorFactory<T, R, A extends readonly unknown[]> =
  | Task<A, OperatorFunction<T, R>>
  | Task<A, PromiseLike<OperatorFunction<T, R>>>;

/** What {@link through} runs: an exported operator, or an exported factory of one, with the factory's arguments. */
export type OperatorRef<T, R, A extends readonly unknown[] = []> = OperatorTask<T, R> | OperatorFactory<T, R, A>;

/**
 * Runs a stretch of a pipeline inside one worker: the source's values stream in, what the operator makes of them streams
 * out.
 *
 * ```marble
 * source                   -1-2-3-|
 * through(map(ten times))  --10-20-30|
 * ```
 *
 * Each subscription calls the operator in a worker of its own, which it holds to the end; so two in a row work at the same
 * time; with fewer slots than stages it fails with an error that says so. The operator is exported by a module (or
 * exposed), which brings its own RxJS along.
 *
 * The source is subscribed to at once, whether a worker is up or not, so that nothing of a Subject, an event or a socket is
 * lost; what it emits until the operator subscribes waits, in order. Each later subscription of the operator subscribes to
 * the source anew, so `retry` and `repeat` mean what they always mean; an operator that subscribes to a hot source twice
 * at once (`zip` with itself) shares it with `share` or `connect`. Completion and errors cross both ways, and
 * unsubscribing tears down both sides.
 *
 * `bufferSize` of `executor.with` bounds what is on the way in each direction: 256 values by default, and up to 1024 as
 * long as they are taken as fast as they come. An Observable cannot be held back: what the source gives beyond that waits
 * here. A source that is a stream of ours (`stream`, `through`), with
 * only synchronous operators in between, is held back instead. The operator gets no more input while what it made
 * before waits to be taken.
 *
 * `pipe` in meaning; Python has nothing like it.
 *
 * Errors: what the operator lets through of its source's errors, and its own; those of `executor.submit`, also the ones it
 * throws; `SerializationError` for a value or a result that cannot be cloned.
 *
 * @param executor - Where to run it; `executor.with(…)` for time limits, priority, label and `bufferSize`.
 * @param operator - The operator.
 * @returns An operator from the source's values to the results.
 * @throws TypeError when `operator` is no task, or `executor` none of ours.
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
 * The same for an operator that is made over there, by a factory: sync or async, called with `args`. What answers the
 * source with a function is a factory, too.
 *
 * Errors: as above.
 *
 * @param executor - Where to run it.
 * @param operator - The factory of the operator.
 * @param args - The arguments of the factory.
 * @returns An operator from the source's values to the results.
 * @throws TypeError when `operator` is no task, or `executor` none of ours.
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
  const runner = executor as Partial<OperatorRunner>;
  if (typeof runner?.[throughKey] !== 'function') {
    throw new TypeError(`through takes an executor, got ${describe(executor)}`);
  }
  const site = (executor as SiteKeeper)[siteKey]?.(through)?.site;
  return (source) => runner[throughKey]?.(task, args, source, site) as Observable<R>;
}
