import type { Observable, ObservableInput, SchedulerAction, SchedulerLike, Subscription } from 'rxjs';
import type { ExecutorEvent } from '../events/ExecutorEvent.js';
import type { Future } from '../future/Future.js';
import type { SubmitOptions } from './SubmitOptions.js';
import type { Task, TaskValue } from './Task.js';

/** The inputs of `map`: for each parameter of the task an iterable, an async iterable or an Observable of its values. */
export type MapInputs<A extends readonly unknown[]> = {
  readonly [K in keyof A]: Iterable<A[K]> | AsyncIterable<A[K]> | Observable<A[K]>;
};

/** How to end an executor. */
export interface ShutdownOptions {
  /** Whether the promise waits for the accepted work and the workers; `true` when left out. */
  wait?: boolean | undefined;
  /** Whether what does not run is cancelled, the rest of a `map` or `mapOn` included. Default: `false`. */
  cancelFutures?: boolean | undefined;
  /** Milliseconds after which what is left is aborted and the workers are forced. */
  timeout?: number | undefined;
}

/** The counts of an executor. The five states of tasks do not overlap and add up to `submitted` at every moment. */
export interface ExecutorStats {
  readonly submitted: number;
  readonly queued: number;
  /** Those that have begun and whose outcome has not arrived here. */
  readonly running: number;
  /** Those that ended with a value. */
  readonly finished: number;
  /** Those that ended with an error, a time limit included. */
  readonly failed: number;
  readonly cancelled: number;
  readonly workers: number;
  readonly idleWorkers: number;
}

/**
 * Runs tasks somewhere and gives their outcomes as Futures and Observables; also a scheduler, wherever RxJS takes one.
 * Python's `concurrent.futures.Executor`, as a `SchedulerLike`.
 */
export interface Executor extends SchedulerLike, AsyncDisposable {
  /**
   * Starts the task as soon as a worker is free. The Future is hot: it needs no subscriber.
   *
   * Errors: all that goes wrong with the task arrives in the Future.
   *
   * @param task - A function or a task reference, sync or async.
   * @param args - Its arguments; they are copied to the worker, or moved when marked by `transfer`.
   * @returns The Future of what it returns.
   * @throws TypeError when `task` is none; ExecutorShutdownError after shutdown and while the process exits; the
   *   BrokenExecutor of a broken executor, which is checked first; QueueFullError when `maxQueue` is reached.
   *
   * @example
   * ```ts
   * import { EventLoopExecutor } from 'rx-futures';
   *
   * const executor = new EventLoopExecutor();
   * const future = executor.submit((a: number, b: number) => a + b, 1, 2);
   * console.log(future.done()); // false
   * console.log(await future.result()); // 3
   * await executor.shutdown();
   * ```
   */
  submit<A extends readonly unknown[], R>(task: Task<A, R>, ...args: A): Future<TaskValue<R>>;
  /**
   * Calls the task for each row of its zipped inputs, and emits the results in input order. Subscribing submits, pulling
   * the inputs only as far ahead as keeps the workers busy; it stops at the shortest. Observables among them are
   * subscribed to at once. Unsubscribing, or the first failure by position, cancels what has not started. A subscribed
   * `map` is accepted work: a later `shutdown` waits for its end.
   *
   * ```marble
   * rows               -1-2-3-|
   * map(square, rows)  --1-4-9|
   * ```
   *
   * Errors: the first failure by position; `TimeoutError` when the `timeout` of `with` passes before the last result;
   * `ExecutorShutdownError` when it is subscribed after the shutdown, `CancelledError` when a shutdown cancels it.
   *
   * @param task - What to call.
   * @param inputs - For each parameter of the task its values.
   * @returns A cold Observable of the results.
   * @throws TypeError when `task` is none or an input cannot be iterated.
   *
   * @example
   * ```ts
   * import { EventLoopExecutor } from 'rx-futures';
   *
   * const executor = new EventLoopExecutor();
   * executor.map((n: number, times: number) => n * times, [1, 2, 3], [10, 10, 10]).subscribe((n) => console.log(n)); // 10 20 30
   * ```
   */
  map<A extends readonly unknown[], R>(task: Task<A, R>, ...inputs: MapInputs<A>): Observable<TaskValue<R>>;
  /**
   * The cold form of `submit`: each subscription submits, unsubscribing aborts.
   *
   * ```marble
   * each subscription   ---r|
   * unsubscribed early  --
   * ```
   *
   * Errors: those of the Future, and those that `submit` throws.
   *
   * @param task - What to call.
   * @param args - Its arguments.
   * @returns A cold Observable of the one result.
   *
   * @example
   * ```ts
   * import { of, switchMap } from 'rxjs';
   * import { EventLoopExecutor } from 'rx-futures';
   *
   * const executor = new EventLoopExecutor();
   * const search = async (query: string) => `found ${query}`;
   * of('stale', 'fresh')
   *   .pipe(switchMap((query) => executor.task(search, query)))
   *   .subscribe((found) => console.log(found)); // found fresh
   * ```
   */
  task<A extends readonly unknown[], R>(task: Task<A, R>, ...args: A): Observable<TaskValue<R>>;
  /**
   * The items of what the task gives back, one by one as they are made: an Observable of any copy of RxJS, an iterable, an
   * async iterable or a generator. A promise is awaited first; anything else is one item. Each subscription submits the
   * task and holds one slot to the end of the stream; unsubscribing aborts it, which runs the generator's `return()` or
   * unsubscribes over there.
   *
   * The task runs at most `bufferSize` items ahead of the consumer (256 by default): a generator stands still at its
   * `yield` until there is demand. To be called back is to have asked for the next item, and that is all an RxJS operator
   * can say: one that collects, like `concatMap`, takes whatever comes. `mapOn` and `through` of another executor hold the
   * stream back when they are full. An Observable cannot be held back: what it emits too early waits over there. Items
   * that are made in quick succession travel together.
   *
   * ```marble
   * the task's generator  -1-2-3|
   * stream(task)          --1-2-3|
   * ```
   *
   * Errors: the task's own; those of `submit`, also the ones it throws; `SerializationError` for an item that cannot be
   * cloned. Items made before come first; after `CancelledError` nothing comes.
   *
   * @param task - Gives back the stream.
   * @param args - Its arguments.
   * @returns A cold Observable of the items.
   * @throws TypeError when `task` is none.
   *
   * @example
   * ```ts
   * import { take } from 'rxjs';
   * import { EventLoopExecutor } from 'rx-futures';
   *
   * function* squares(): Generator<number> {
   *   for (let n = 1; ; n++) yield n * n;
   * }
   * const executor = new EventLoopExecutor();
   * executor.stream(squares).pipe(take(3)).subscribe((square) => console.log(square)); // 1 4 9
   * ```
   */
  stream<A extends readonly unknown[], T>(task: Task<A, PromiseLike<ObservableInput<T>>>, ...args: A): Observable<T>;
  /**
   * The same for a task that gives back its stream at once.
   *
   * Errors: as above.
   *
   * @param task - Gives back the stream.
   * @param args - Its arguments.
   * @returns A cold Observable of the items.
   * @throws TypeError when `task` is none.
   */
  stream<A extends readonly unknown[], T>(task: Task<A, ObservableInput<T>>, ...args: A): Observable<T>;
  /**
   * The same executor with defaults for what is submitted through it.
   *
   * @param options - What to set; the rest stays as it is here.
   * @returns A view of this executor, not a new one.
   * @throws TypeError for an option of the wrong type, RangeError for one out of range.
   */
  with(options: SubmitOptions): Executor;
  /**
   * Runs the task once on each started worker, at least on one: for warming up and for settings.
   *
   * Errors: as for `submit`, in each Future.
   *
   * @param task - What to call.
   * @param args - Its arguments, the same for all.
   * @returns A Future for each worker.
   * @throws What `submit` throws.
   */
  broadcast<A extends readonly unknown[], R>(task: Task<A, R>, ...args: A): Future<TaskValue<R>>[];
  /**
   * Takes no new work, and ends when the accepted work is done. May be called again.
   *
   * Accepted work is every submitted task, the rows of a subscribed `map`, what the source of a `mapOn` has emitted, the
   * subscribed `task`, `stream` and `through`, and scheduled work that is due. So a `map` over a source that does not end
   * is waited for until it is unsubscribed. `cancelFutures` lets running tasks end and cancels the rest; the `timeout`
   * aborts everything. Both end a `map` or `mapOn` with a `CancelledError` whose `cause` is an `ExecutorShutdownError`.
   *
   * @param options - `wait`, `cancelFutures` and a `timeout` in milliseconds.
   * @returns Resolves when all is done and the workers are gone; at once with `wait: false`.
   * @throws TypeError for an option of the wrong type, RangeError for one out of range.
   */
  shutdown(options?: ShutdownOptions): Promise<void>;
  /**
   * The time, as RxJS asks a scheduler for it.
   *
   * @returns Milliseconds since 1970.
   */
  now(): number;
  /**
   * Runs a closure on the host, in its turn in the queue, holding one slot while it runs. Without a delay (left out, 0 or
   * negative) it joins the queue at the call, so it runs before what is submitted after it, and never within the call; with
   * a delay it joins when that is over. It can schedule itself again as in RxJS. A shutdown runs what is due and drops
   * what is not.
   *
   * Errors: what the work throws is reported once, as RxJS reports unhandled errors.
   *
   * @param work - What to run.
   * @param delay - Milliseconds before it joins the queue. Default: 0.
   * @param state - Handed to the work.
   * @returns Unsubscribing removes it.
   * @throws ExecutorShutdownError after shutdown, the BrokenExecutor of a broken executor.
   */
  schedule<S>(work: (this: SchedulerAction<S>, state?: S) => void, delay?: number, state?: S): Subscription;
  /** What happens to tasks and workers, as it happens; completes after shutdown; costs nothing unheard. */
  readonly events: Observable<ExecutorEvent>;
  /**
   * The counts as they are now.
   *
   * @returns A snapshot.
   */
  stats(): ExecutorStats;
}
