import { type Observable, type Observer, type Subscriber, Subscription } from 'rxjs';
import { Deque } from '../collections/Deque.js';
import { BrokenExecutor } from '../errors/BrokenExecutor.js';
import { CancelledError } from '../errors/CancelledError.js';
import type { ExecutorShutdownError } from '../errors/ExecutorShutdownError.js';
import { QueueFullError } from '../errors/QueueFullError.js';
import type { AcceptedWork } from '../executor/AcceptedWork.js';
import { bindToContext } from '../executor/bindToContext.js';
import type { Executor } from '../executor/Executor.js';
import { internalsOf } from '../executor/internals.js';
import type { Placed } from '../executor/placeOf.js';
import { fulfilled, isCancelledByShutdown, rejected, type Settled } from '../executor/Settled.js';
import { SourcePause } from '../executor/SourcePause.js';
import type { Task, TaskValue } from '../executor/Task.js';
import { Future } from '../future/Future.js';
import { PendingFutures } from '../future/PendingFutures.js';
import { deliverFrom, type PausableSource, PauseCounter } from '../streams/PausableSource.js';
import type { StreamObserver } from '../streams/ports.js';
import { type Acceptance, acceptWork } from './acceptance.js';
import { alwaysOpen } from './alwaysOpen.js';
import { untilClosed } from './untilClosed.js';

/**
 * The share of the buffer in use up to which a paused source is resumed: resuming it for a few values at a time is
 * costly.
 */
const resumeShare = 0.75;

/** The results, or with `settled` the outcomes. */
export type Emitted<R> = TaskValue<R> | Settled<TaskValue<R>>;

/** The options, checked, and the place where the user's code called `mapOn`. */
export interface MapOnSubscriptionOptions {
  readonly ordered: boolean;
  readonly bufferSize: number;
  readonly settled: boolean;
  readonly placed: Placed | undefined;
}

/**
 * One subscription, and the observer of its source: owns the waiting values, the outstanding calls and the results not
 * yet emitted.
 */
export class MapOnSubscription<T, R> implements Observer<T>, AcceptedWork, PausableSource {
  readonly #task: Task<[T], R>;
  readonly #executor: Executor;
  readonly #bufferSize: number;
  readonly #ordered: boolean;
  readonly #placed: Placed | undefined;
  readonly #subscriber: Subscriber<Emitted<R>>;
  /** The subscriber, in the context in which it subscribed. */
  readonly #receiver: StreamObserver;
  readonly #acceptance: Acceptance;
  readonly #input = new Subscription();
  readonly #values = new Deque<T>();
  /** The calls to emit next: all calls when ordered, otherwise those that are done. */
  readonly #calls = new Deque<Future<TaskValue<R>>>();
  readonly #watch = new PendingFutures<TaskValue<R>>((future) => this.#settled(future));
  readonly #sourcePause = new SourcePause(this, () => this.#isStarving());
  readonly #pauses = new PauseCounter(() => this.#continue());
  #submitting = false;
  #emitting = false;
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
    { bufferSize, ordered, settled, placed }: MapOnSubscriptionOptions,
    subscriber: Subscriber<Emitted<R>>,
  ) {
    this.#task = task;
    this.#executor = executor;
    this.#bufferSize = bufferSize;
    this.#ordered = ordered;
    this.#placed = placed;
    this.#places = settled ? new Map() : undefined;
    this.#subscriber = subscriber;
    const internals = internalsOf(executor);
    this.#acceptance = internals === undefined ? alwaysOpen(executor) : acceptWork(internals, this);
    this.#receiver = bindToContext(this.#acceptance.within, subscriber);
  }

  follow(source: Observable<T>): void {
    this.#input.add(source.pipe(untilClosed(this.#input)).subscribe(this));
  }

  get starved(): boolean {
    return this.#watch.size > 0 && !this.#pauses.isPaused;
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
    if (this.busy) this.#receiver.error(error);
  }

  next(value: T): void {
    if (!this.#acceptance.acceptsValues) return this.#refuse();
    this.#values.push(value);
    this.#submitWhatMay();
    if (this.#values.length > 0 || this.#busy >= this.#bufferSize) this.#sourcePause.pause();
  }

  /** The source's error ends it at once; with `settled`, or while it is paused, after the results. */
  error(error: unknown): void {
    if (this.#places === undefined && !this.#pauses.isPaused) return this.#receiver.error(error);
    this.#failure ??= { error };
    this.#completeIfDone();
  }

  complete(): void {
    this.#sourceOpen = false;
    this.#completeIfDone();
  }

  pause(): () => void {
    return this.#pauses.pause();
  }

  end(): void {
    this.#input.unsubscribe();
    this.#stopWaiting?.();
    this.#sourcePause.close();
    for (const future of this.#watch.close()) future.abort();
    this.#values.clear();
    this.#calls.clear();
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
    return this.#ordered ? this.#calls.length : this.#watch.size + this.#calls.length;
  }

  /** A call may be done at once, and so call this method again. */
  #submitWhatMay(): void {
    if (this.#submitting) return;
    this.#submitting = true;
    while (this.#values.length > 0 && this.#busy < this.#bufferSize && !this.#subscriber.closed) {
      const value = this.#values.shift() as T;
      if (this.#submitOne(value)) continue;
      this.#values.unshift(value);
      break;
    }
    this.#submitting = false;
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
      } else this.#receiver.error(error);
      return false;
    }
  }

  #add(future: Future<TaskValue<R>>): void {
    this.#places?.set(future, this.#submitted++);
    if (this.#ordered) this.#calls.push(future);
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
    if (!this.#ordered) this.#calls.push(future);
    this.#continue();
  }

  /** Emits the results that are due, then submits values for the capacity they freed. The subscriber may call this method again. */
  #continue(): void {
    if (this.#emitting) return;
    this.#emitting = true;
    deliverFrom(this, this.#emitDone);
    this.#emitting = false;
    this.#submitWhatMay();
    if (this.#values.length === 0 && this.#busy <= this.#bufferSize * resumeShare) this.#sourcePause.release();
    this.#completeIfDone();
  }

  readonly #emitDone = (): void => {
    while (this.#calls.length > 0 && this.#mayEmit && this.#calls.first().done()) {
      this.#emit(this.#calls.shift() as Future<TaskValue<R>>);
    }
  };

  get #mayEmit(): boolean {
    return !this.#pauses.isPaused && !this.#subscriber.closed;
  }

  /** Returns true when none of its calls runs, since streams hold all slots, perhaps those that it pauses. */
  #isStarving(): boolean {
    if (this.#pauses.isPaused || this.#watch.some((future) => future.running())) return false;
    return this.#acceptance.heldByStreams();
  }

  #emit(future: Future<TaskValue<R>>): void {
    if (this.#places !== undefined) return this.#emitSettled(future, this.#places);
    future.subscribe({
      next: (value) => this.#deliver(value),
      error: (error) => this.#receiver.error(error),
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
    this.#acceptance.deliver(() => this.#receiver.next(emitted));
  }

  #completeIfDone(): void {
    if (this.busy || this.#emitting) return;
    if (this.#pauses.isPaused) this.#acceptance.checkIdle();
    else if (this.#failure !== undefined) this.#receiver.error(this.#failure.error);
    else if (!this.#sourceOpen) this.#receiver.complete();
    else this.#acceptance.checkIdle();
  }
}
