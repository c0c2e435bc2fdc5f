import { ReplaySubject, type Subscriber, type Unsubscribable } from 'rxjs';
import { CancelledError } from '../errors/CancelledError.js';
import { reportError } from './reportError.js';
import { after, type FutureState, isDone, type Transition } from './transitions.js';

/**
 * Is told, once, that a future is done. One may watch many futures, so it is handed the one that settled. An object and
 * not a function: a closure for each of a million futures is a hundred bytes more.
 */
export interface SettledObserver {
  settled(future: unknown): void;
}

/** A function that wants to hear of it, after all observers. */
class DoneCallback implements SettledObserver {
  private readonly callback: (future: unknown) => void;

  constructor(callback: (future: unknown) => void) {
    this.callback = callback;
  }

  settled(future: unknown): void {
    try {
      this.callback(future);
    } catch (error) {
      reportError(error);
    }
  }
}

const failure = 1;

/** The lowest bit that is left to who extends {@link Deferred}. */
export const firstFreeFlag = 2;

/**
 * The maker's side of a Future: the one object that settles it. The {@link Future} is its reading face.
 *
 * On completion, in this order: the state changes; `progress` completes; observers (operators and subscribers) run in
 * the order they came; done-callbacks run in the order they were added.
 *
 * Fields are plain and few because there may be a million of these.
 */
export class Deferred<T> {
  /** The state as last known; {@link refreshState} asks whoever knows better first. */
  state: FutureState = 'PENDING';
  /** Yes-or-no facts, a bit each: as fields they would be eight bytes each. */
  private flags = 0;
  /** The value, or the error, once done. */
  outcome: unknown = undefined;
  /** The face, handed to observers and callbacks. */
  future: unknown = undefined;
  /** One observer is stored bare: most futures have exactly one, and a Set costs two hundred bytes. */
  private observers: SettledObserver | Set<SettledObserver> | undefined = undefined;
  private channel: ReplaySubject<unknown> | undefined = undefined;

  /** Whether `outcome` is an error. Told, and not seen by the outcome: `null` and `0` can be thrown as well. */
  get failed(): boolean {
    return this.hasFlag(failure);
  }

  protected hasFlag(fact: number): boolean {
    return (this.flags & fact) !== 0;
  }

  protected setFlag(fact: number, holds: boolean): void {
    if (holds) this.flags |= fact;
    else this.flags &= ~fact;
  }

  /** The state now. A task handed to a worker overrides this to see whether it has begun. */
  refreshState(): FutureState {
    return this.state;
  }

  /** PENDING becomes RUNNING; `false` when that is not legal. */
  start(): boolean {
    return this.move('start');
  }

  succeed(value: T): boolean {
    return this.settle('finish', value, false);
  }

  fail(error: unknown): boolean {
    return this.settle('finish', error, true);
  }

  /**
   * Python's cancel: only what has not started; true again for what is already cancelled. `reason` holds the cause of the
   * CancelledError, where the executor and not the user cancels.
   */
  cancel(reason?: ErrorOptions): boolean {
    if (this.refreshState() === 'CANCELLED') return true;
    return this.settle('cancel', reason, true);
  }

  /** Cancels whatever the state, unless finished. `given` tells a reason of `undefined` from none at all. */
  abort(reason?: unknown, given = reason !== undefined): boolean {
    if (this.state === 'CANCELLED') return true;
    return this.settle('abort', given ? { cause: reason } : undefined, true);
  }

  /** Passes a progress value on; ignored once done. */
  progress(value: unknown): void {
    if (!isDone(this.state)) this.progressChannel().next(value);
  }

  /** The progress values: the latest one first for a late subscriber, complete when done. */
  progressChannel(): ReplaySubject<unknown> {
    if (this.channel === undefined) {
      this.channel = new ReplaySubject<unknown>(1);
      if (isDone(this.state)) this.channel.complete();
    }
    return this.channel;
  }

  /** Whether anybody waits for the outcome. */
  get observed(): boolean {
    return this.isObserved(() => true);
  }

  /** Whether there is such an observer. */
  isObserved(such: (observer: SettledObserver) => boolean): boolean {
    const { observers } = this;
    if (observers instanceof Set) return [...observers].some(such);
    return observers !== undefined && such(observers);
  }

  /** Tells the observer when the future is done, or at once. */
  whenDone(observer: SettledObserver): void {
    if (isDone(this.state)) observer.settled(this.future);
    else this.observe(observer);
  }

  observe(observer: SettledObserver): void {
    if (this.observers === undefined) this.observers = observer;
    else if (this.observers instanceof Set) this.observers.add(observer);
    else this.observers = new Set([this.observers, observer]);
  }

  unobserve(observer: SettledObserver): void {
    if (this.observers === observer) this.observers = undefined;
    else if (this.observers instanceof Set) this.observers.delete(observer);
  }

  /** Calls the function when the future is done and its observers have been told, or at once. */
  addCallback(callback: (future: unknown) => void): void {
    this.whenDone(new DoneCallback(callback));
  }

  /** Gives a subscriber the outcome, now or when there is one; the answer is its teardown. */
  subscribe(subscriber: Subscriber<T>): Unsubscribable | undefined {
    if (isDone(this.state)) {
      this.deliver(subscriber);
      return undefined;
    }
    const delivery = new Delivery(this, subscriber);
    this.observe(delivery);
    return delivery;
  }

  /** Gives a subscriber the outcome that is there. */
  deliver(subscriber: Subscriber<T>): void {
    if (this.failed) return subscriber.error(this.outcome);
    subscriber.next(this.outcome as T);
    subscriber.complete();
  }

  /** The one place where a state changes. */
  private move(move: Transition): boolean {
    const next = after(this.state, move);
    if (next === undefined) return false;
    this.state = next;
    return true;
  }

  private settle(move: Transition, outcome: unknown, failed: boolean): boolean {
    if (!this.move(move)) return false;
    this.setFlag(failure, failed);
    this.outcome = this.state === 'CANCELLED' ? cancelledError(outcome) : outcome;
    this.settled();
    this.announce();
    return true;
  }

  /** For whoever keeps books: called between the change of state and the first notification. */
  protected settled(): void {}

  /** Tells all who wait. */
  protected announce(): void {
    this.channel?.complete();
    this.notify();
  }

  private notify(): void {
    const { observers, future } = this;
    if (observers instanceof Set) notifyAll(observers, future);
    else observers?.settled(future);
    this.observers = undefined;
  }
}

/** The callbacks come after the observers, whoever was there first. One that was told may take another out. */
function notifyAll(observers: ReadonlySet<SettledObserver>, future: unknown): void {
  for (const observer of observers) if (!(observer instanceof DoneCallback)) observer.settled(future);
  for (const observer of observers) if (observer instanceof DoneCallback) observer.settled(future);
}

/** One subscriber that waits for the outcome; its own teardown. */
class Delivery<T> implements SettledObserver, Unsubscribable {
  private readonly completion: Deferred<T>;
  private readonly subscriber: Subscriber<T>;

  constructor(completion: Deferred<T>, subscriber: Subscriber<T>) {
    this.completion = completion;
    this.subscriber = subscriber;
  }

  settled(): void {
    this.completion.deliver(this.subscriber);
  }

  unsubscribe(): void {
    this.completion.unobserve(this);
  }
}

function cancelledError(reason: unknown): CancelledError {
  return reason === undefined ? new CancelledError() : new CancelledError(undefined, reason as ErrorOptions);
}
