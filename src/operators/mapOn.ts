import { Observable, type Observer, type OperatorFunction, type Subscriber } from 'rxjs';
import { QueueFullError } from '../errors/QueueFullError.js';
import { type Buffered, bufferKey } from '../executor/bufferKey.js';
import { checkCount, checkOptionsObject, describe, own } from '../executor/checkOptions.js';
import type { Executor } from '../executor/Executor.js';
import { Ring } from '../executor/Ring.js';
import type { Task, TaskValue } from '../executor/Task.js';
import type { Future } from '../future/Future.js';
import { SettledWatch } from '../future/SettledWatch.js';
import { SourceHold } from './SourceHold.js';
import { untilClosed } from './untilClosed.js';

/** How {@link mapOn} goes about it. */
export interface MapOnOptions {
  /** Whether results come in the order of the source (the default) or as they are completed. */
  ordered?: boolean;
  /** Most calls outstanding or not yet emitted; that of `executor.with` when left out, or 2048. */
  bufferSize?: number;
}

/** Enough for the smallest tasks to travel in large batches. */
const defaultBufferSize = 2048;
/** A source that was held back goes on when so much of the buffer is left: a few values at a time are dear. */
const roomy = 0.75;

/**
 * Calls the task on the executor for each value of the source, and emits the results: in the source's order, or as they
 * are completed.
 *
 * ```marble
 * source            -1-2-3-|
 * mapOn(ten times)  ----10---20-30|
 * ```
 *
 * The first failure, or unsubscribing, cancels what has not started and aborts what runs. An Observable cannot be held
 * back: what it gives beyond `bufferSize` waits here as a value, not as a call. A stream of ours (`stream`, `through`),
 * with only synchronous operators in between, is held back instead, so that nothing piles up; on an executor of this side
 * that makes `mapOn` a `concatMap` or `mergeMap` that the far side waits for. A full `maxQueue` is waited for.
 *
 * `mergeMap` and `concatMap` of RxJS in meaning; Python's `Executor.map` for a source that is pushed.
 *
 * Errors: the first failure (by position when ordered), the source's own, and those that `submit` throws.
 *
 * @param executor - Where to call it; `executor.with(…)` for timeouts, priorities and labels of each call.
 * @param task - Takes one value.
 * @param options - `ordered` and `bufferSize`.
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
  options: MapOnOptions = {},
): OperatorFunction<T, TaskValue<R>> {
  checkOptionsObject(options);
  const ordered = own(options, 'ordered', true);
  if (typeof ordered !== 'boolean') throw new TypeError(`ordered must be true or false, got ${describe(ordered)}`);
  const ofView = (executor as Buffered | undefined)?.[bufferKey] ?? defaultBufferSize;
  const bufferSize = checkCount(own(options, 'bufferSize', ofView), 'bufferSize');
  return (source) =>
    new Observable((subscriber) => {
      const submit = (value: T): Future<TaskValue<R>> => executor.submit(task, value);
      const calls = new Calls(submit, executor, bufferSize, ordered, subscriber);
      subscriber.add(() => calls.end());
      subscriber.add(source.pipe(untilClosed(subscriber)).subscribe(calls));
    });
}

/** One subscription, and the observer of its source: values that wait, calls that are out, results not yet emitted. */
class Calls<T, R> implements Observer<T> {
  readonly #submit: (value: T) => Future<R>;
  readonly #executor: Executor;
  readonly #bufferSize: number;
  readonly #ordered: boolean;
  readonly #subscriber: Subscriber<R>;
  readonly #values = new Ring<T>();
  readonly #inOrder = new Ring<Future<R>>();
  readonly #watch = new SettledWatch<R>((future) => this.#settled(future));
  readonly #hold = new SourceHold(() => this.#anyRuns());
  #sourceOpen = true;
  #retrying = false;

  constructor(
    submit: (value: T) => Future<R>,
    executor: Executor,
    bufferSize: number,
    ordered: boolean,
    subscriber: Subscriber<R>,
  ) {
    this.#submit = submit;
    this.#executor = executor;
    this.#bufferSize = bufferSize;
    this.#ordered = ordered;
    this.#subscriber = subscriber;
  }

  next(value: T): void {
    this.#values.push(value);
    this.#submitWhatMay();
    if (this.#values.length > 0) this.#hold.hold();
  }

  error(error: unknown): void {
    this.#subscriber.error(error);
  }

  complete(): void {
    this.#sourceOpen = false;
    this.#completeIfDone();
  }

  end(): void {
    this.#hold.release();
    for (const future of this.#watch.close()) future.abort();
  }

  /** How many calls are outstanding or have results that are not emitted. */
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
      const future = this.#submit(value);
      if (this.#ordered) this.#inOrder.push(future);
      if (future.done()) this.#settled(future);
      else this.#watch.add(future);
      return true;
    } catch (error) {
      if (error instanceof QueueFullError) this.#retryLater();
      else this.#subscriber.error(error);
      return false;
    }
  }

  /** The queue is full. A call of ours that ends makes room; with none out, the next free slot of the executor does. */
  #retryLater(): void {
    if (this.#watch.size > 0 || this.#retrying) return;
    this.#retrying = true;
    const turn = this.#executor.schedule(() => {
      this.#retrying = false;
      this.#submitWhatMay();
    });
    this.#subscriber.add(turn);
  }

  #settled(future: Future<R>): void {
    if (this.#subscriber.closed) return;
    this.#hold.progressed();
    if (this.#ordered) this.#emitInOrder();
    else this.#emit(future);
    this.#submitWhatMay();
    if (this.#values.length === 0 && this.#busy <= this.#bufferSize * roomy) this.#hold.release();
    this.#completeIfDone();
  }

  #anyRuns(): boolean {
    return this.#watch.some((future) => future.running());
  }

  #emitInOrder(): void {
    while (this.#inOrder.length > 0 && this.#inOrder.first().done() && !this.#subscriber.closed) {
      this.#emit(this.#inOrder.shift() as Future<R>);
    }
  }

  #emit(future: Future<R>): void {
    future.subscribe({
      next: (value) => this.#subscriber.next(value),
      error: (error) => this.#subscriber.error(error),
    });
  }

  #completeIfDone(): void {
    if (!this.#sourceOpen && this.#busy + this.#values.length === 0) this.#subscriber.complete();
  }
}
