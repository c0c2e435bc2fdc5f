import type { Observable, ObservableInput, SchedulerAction, SchedulerLike, Subscription } from 'rxjs';
import type { ExecutorEvent } from '../events/ExecutorEvent.js';
import type { Future } from '../future/Future.js';
import type { PlatformObservable } from '../future/toObservable.js';
import type { Settled } from './Settled.js';
import type { SubmitOptions } from './SubmitOptions.js';
import type { Task, TaskValue } from './Task.js';

/**
 * The inputs of `map`: for each parameter of the task, an iterable, an async iterable or an Observable of its values,
 * of RxJS or of the platform.
 */
export type MapInputs<A extends readonly unknown[]> = {
  readonly [K in keyof A]: Iterable<A[K]> | AsyncIterable<A[K]> | Observable<A[K]> | PlatformObservable<A[K]>;
};

/** What a task of `stream` may return: an input of RxJS's `from`, or an Observable of the platform. */
export type StreamResult<T> = ObservableInput<T> | PlatformObservable<T>;

/** The options of `shutdown`. */
export interface ShutdownOptions {
  /** True to resolve the promise only when the accepted work is done and the workers are gone. Default: `true`. */
  wait?: boolean | undefined;
  /** True to cancel everything that is not running, including the rest of a `map` or `mapOn`. Default: `false`. */
  cancelFutures?: boolean | undefined;
  /** Milliseconds after which the remaining work is aborted and the workers are terminated. */
  timeout?: number | undefined;
}

/** The counts of an executor. The five states of tasks do not overlap and add up to `submitted` at every moment. */
export interface ExecutorStats {
  readonly submitted: number;
  readonly queued: number;
  /** Tasks that have started and whose outcome has not arrived at the host. */
  readonly running: number;
  /** Tasks that ended with a value. */
  readonly finished: number;
  /** Tasks that ended with an error, including time limits. */
  readonly failed: number;
  readonly cancelled: number;
  readonly workers: number;
  readonly idleWorkers: number;
}

/**
 * Runs tasks and returns their outcomes as Futures and Observables; also a scheduler, wherever RxJS takes one. Python's
 * `concurrent.futures.Executor`, as a `SchedulerLike`.
 */
export interface Executor extends SchedulerLike, AsyncDisposable {
  /**
   * Starts the task as soon as a worker is free. The Future is hot: it needs no subscriber.
   *
   * Errors: all errors of the task arrive in the Future.
   *
   * @param task - A function or a task reference, sync or async.
   * @param args - Its arguments; they are copied to the worker, or moved when marked by `transfer`.
   * @returns The Future of its result.
   * @throws TypeError when `task` is not a task; ExecutorShutdownError after shutdown and while the process exits; the
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
  submit<A extends readonly unknown[], R, P = unknown>(task: Task<A, R>, ...args: A): Future<TaskValue<R>, P>;
  /**
   * Calls the task for each row of its zipped inputs, and emits the results in input order, or as they complete with
   * `executor.with({ ordered: false })`. Subscribing submits the calls. It stops at the end of the shortest input.
   * Observables among the inputs are subscribed to at once. Unsubscribing, or the first failure by position, cancels
   * what has not started. A subscribed `map` is accepted work: a later `shutdown` waits until it ends.
   *
   * The inputs are pulled no further ahead than two bounds allow. Unfinished rows: as many as keep the workers busy
   * (two milliseconds of work for each worker, and at least two calls, or two chunks of `chunkSize`). Rows whose
   * results are not emitted, unfinished or finished: `bufferSize`, by default 1,024, or as many as may be unfinished if
   * those are more and the consumer has not paused it. So behind a slow row the workers go on until that many results
   * wait for their turn. A chunk has at most `bufferSize` calls. A consumer of this library that is full (`mapOn`,
   * `through`), with only synchronous operators in between, pauses `map`: meanwhile it emits nothing and pulls nothing.
   *
   * ```marble
   * rows               -1-2-3-|
   * map(square, rows)  --1-4-9|
   * ```
   *
   * Errors: the first failure by position, or in time with `ordered: false`; an input's own error, after the results of
   * the rows before it; `TimeoutError` when the `timeout` of `with` passes before the last result;
   * `ExecutorShutdownError` when it is subscribed after the shutdown, `CancelledError` when a shutdown cancels it.
   *
   * @param task - A function or a task reference, sync or async.
   * @param inputs - For each parameter of the task, its values.
   * @returns A cold Observable of the results.
   * @throws TypeError when `task` is not a task or an input cannot be iterated.
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
   * Does what `map` does, and goes on after a failed row: emits the outcome of each row with its place, counted from 0,
   * as `{ index, status: 'fulfilled', value }` or `{ index, status: 'rejected', reason }`. A row fails when its task
   * throws, its worker is lost (on a pool that replaces it), its `queueTimeout` or `runTimeout` passes, its values
   * cannot be cloned, or it cannot be submitted. Bounds and order are those of `map`. Like the platform's
   * `Promise.allSettled`.
   *
   * ```marble
   * rows                      -1-x-3-|
   * mapSettled(square, rows)  --1-x-9|
   * ```
   *
   * Errors: an input's own error, after the outcomes of the rows before it; `TimeoutError` when the `timeout` of `with`
   * passes before the last outcome; `CancelledError` when the `signal` of `with` or a shutdown cancels rows, after the
   * outcomes of the others; the `BrokenExecutor` of a broken executor; `ExecutorShutdownError` when it is subscribed
   * after the shutdown.
   *
   * @param task - A function or a task reference, sync or async.
   * @param inputs - For each parameter of the task, its values.
   * @returns A cold Observable of the outcomes.
   * @throws TypeError when `task` is not a task or an input cannot be iterated.
   *
   * @example
   * ```ts
   * import { EventLoopExecutor } from 'rx-futures';
   *
   * const executor = new EventLoopExecutor();
   * const lines = ['{"n":1}', '{"n":', '{"n":3}'];
   * executor
   *   .mapSettled((line: string) => JSON.parse(line) as { n: number }, lines)
   *   .subscribe(({ index, status }) => console.log(index, status)); // 0 fulfilled 1 rejected 2 fulfilled
   * ```
   */
  mapSettled<A extends readonly unknown[], R>(
    task: Task<A, R>,
    ...inputs: MapInputs<A>
  ): Observable<Settled<TaskValue<R>>>;
  /**
   * Returns the cold form of `submit`: each subscription submits the task, unsubscribing aborts it.
   *
   * ```marble
   * each subscription   ---r|
   * unsubscribed early  --
   * ```
   *
   * Errors: those of the Future, and those that `submit` throws.
   *
   * @param task - A function or a task reference, sync or async.
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
   * Returns the items of the task's result, one by one as they are produced: of an Observable of any copy of RxJS or of
   * the platform, an iterable, an async iterable, a `ReadableStream` or a generator. A promise is awaited first; any
   * other value is one item. Each subscription submits the task and holds one slot until the stream ends; unsubscribing
   * aborts the task, which calls the generator's `return()` or unsubscribes from the Observable in the worker.
   *
   * The task runs at most `bufferSize` items ahead of the consumer (256 by default): a generator is suspended at its
   * `yield` until there is demand. RxJS has no backpressure signal: delivering an item counts as demand for the next,
   * so an operator that buffers, like `concatMap`, receives everything. A consumer of this library that is full (`map`,
   * `mapOn`, `through`, `eachValueFrom`) pauses the stream. An Observable cannot be paused: items that it emits early
   * wait in the worker. Items that are produced in quick succession travel in one message.
   *
   * ```marble
   * the task's generator  -1-2-3|
   * stream(task)          --1-2-3|
   * ```
   *
   * Errors: the task's own; those of `submit`, also the ones that it throws; `SerializationError` for an item that
   * cannot be cloned. Items produced before the error are emitted first; after `CancelledError` none is.
   *
   * @param task - A task that returns the stream.
   * @param args - Its arguments.
   * @returns A cold Observable of the items.
   * @throws TypeError when `task` is not a task.
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
  stream<A extends readonly unknown[], T>(task: Task<A, PromiseLike<StreamResult<T>>>, ...args: A): Observable<T>;
  /**
   * Returns the items of a task that returns its stream synchronously.
   *
   * Errors: those of the overload above.
   *
   * @param task - A task that returns the stream.
   * @param args - Its arguments.
   * @returns A cold Observable of the items.
   * @throws TypeError when `task` is not a task.
   */
  stream<A extends readonly unknown[], T>(task: Task<A, StreamResult<T>>, ...args: A): Observable<T>;
  /**
   * Returns this executor with other defaults for the tasks that are submitted through the view.
   *
   * @param options - The defaults to set; the others stay as they are here.
   * @returns A view of this executor, not a new one.
   * @throws TypeError for an option of the wrong type, RangeError for one out of range.
   */
  with(options: SubmitOptions): Executor;
  /**
   * Runs the task once on each started worker, and on at least one: to warm up workers or change their settings.
   *
   * Errors: those of `submit`, in each Future; the Broken error for a worker that ends before it runs the task, also for
   * one that is replaced to stop an aborted task.
   *
   * @param task - A function or a task reference, sync or async.
   * @param args - Its arguments, the same for all workers.
   * @returns A Future for each worker.
   * @throws The errors that `submit` throws.
   */
  broadcast<A extends readonly unknown[], R, P = unknown>(task: Task<A, R>, ...args: A): Future<TaskValue<R>, P>[];
  /**
   * Refuses new work, and ends the executor when the accepted work is done. May be called again.
   *
   * Accepted work is every submitted task, the rows of a subscribed `map`, the values that the source of a `mapOn` has
   * emitted, every subscribed `task`, `stream` and `through`, and scheduled work that is due. So the shutdown waits for
   * a `map` over an endless source until it is unsubscribed. `cancelFutures` lets running tasks end and cancels the
   * rest; the `timeout` aborts everything. Both end a `map` or `mapOn` with a `CancelledError` whose `cause` is an
   * `ExecutorShutdownError`.
   *
   * @param options - `wait`, `cancelFutures` and a `timeout` in milliseconds.
   * @returns A promise that resolves when all work is done and the workers are gone; at once with `wait: false`.
   * @throws TypeError for an option of the wrong type, RangeError for one out of range.
   */
  shutdown(options?: ShutdownOptions): Promise<void>;
  /**
   * Returns the current time, as a `SchedulerLike` does.
   *
   * @returns Milliseconds since 1970.
   */
  now(): number;
  /**
   * Runs a closure on the host, in its turn in the queue, holding one slot while it runs. Without a delay (omitted, 0
   * or negative) it joins the queue at the call, so it runs before what is submitted after it, and never within the
   * call; with a delay it joins the queue when the delay is over. It can schedule itself again as in RxJS. A shutdown
   * runs what is due and drops what is not.
   *
   * Errors: an error that the work throws is reported once, as RxJS reports unhandled errors.
   *
   * @param work - The closure.
   * @param delay - Milliseconds before it joins the queue. Default: 0.
   * @param state - Passed to the closure.
   * @returns The subscription; unsubscribing cancels the work.
   * @throws ExecutorShutdownError after shutdown, the BrokenExecutor of a broken executor.
   */
  schedule<S>(work: (this: SchedulerAction<S>, state?: S) => void, delay?: number, state?: S): Subscription;
  /** Emits what happens to tasks and workers; completes after shutdown; costs nothing without subscribers. */
  readonly events: Observable<ExecutorEvent>;
  /**
   * Returns the current counts.
   *
   * @returns A snapshot.
   */
  stats(): ExecutorStats;
}
