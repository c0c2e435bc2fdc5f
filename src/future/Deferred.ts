import { ReplaySubject, type Subscriber, type Unsubscribable } from 'rxjs';
import { CancelledError } from '../errors/CancelledError.js';
import { reportError } from './reportError.js';
import { after, type FutureState, isDone, type Transition } from './transitions.js';

/**
 * Receives one call of `settled` for each future it observes. One observer may observe many futures, so the call passes
 * the settled one. It is an object instead of a function, because a closure for each of a million futures takes a
 * hundred bytes more.
 */
export interface SettledObserver {
  settled(future: unknown): void;
}

/** Calls a done-callback after all other observers. */
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

/** The lowest flag bit that subclasses of {@link Deferred} may use. */
export const firstFreeFlag = 2;

/**
 * The writable side of a Future: the one object that settles it. The {@link Future} is the read-only side.
 *
 * On completion, in this order: the state changes; `progress` completes; observers (operators and subscribers) run in
 * the order in which they were added; done-callbacks run in the order in which they were added.
 *
 * The fields are plain and few, because there may be a million instances.
 */
export class Deferred<T> {
  /** The state as last known; {@link refreshState} updates it first, from the worker where there is one. */
  state: FutureState = 'PENDING';
  /** Boolean flags, one bit each: as separate fields they would take eight bytes each. */
  private flags = 0;
  /** The value or the error, once the future is done. */
  outcome: unknown = undefined;
  /** The Future, passed to observers and callbacks. */
  future: unknown = undefined;
  /** A single observer is stored directly: most futures have exactly one, and a Set takes two hundred bytes. */
  private observers: SettledObserver | Set<SettledObserver> | undefined = undefined;
  private channel: ReplaySubject<unknown> | undefined = undefined;

  /** True when `outcome` is an error. Kept as a flag, because `undefined`, `0` and `null` can be thrown as well. */
  get failed(): boolean {
    return this.hasFlag(failure);
  }

  protected hasFlag(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }

  protected setFlag(flag: number, on: boolean): void {
    if (on) this.flags |= flag;
    else this.flags &= ~flag;
  }

  /** Returns the current state. A job that was handed to a worker overrides this to find out if it has started. */
  refreshState(): FutureState {
    return this.state;
  }

  /** Moves the state from PENDING to RUNNING; returns `false` where that transition is not allowed. */
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
   * Cancels as Python does: only what has not started; returns `true` again for what is already cancelled. `reason`
   * holds the cause of the CancelledError when the executor, not the user, cancels.
   */
  cancel(reason?: ErrorOptions): boolean {
    if (this.refreshState() === 'CANCELLED') return true;
    return this.settle('cancel', reason, true);
  }

  /** Cancels in any state except FINISHED. `given` distinguishes a reason of `undefined` from no reason. */
  abort(reason?: unknown, given = reason !== undefined): boolean {
    if (this.state === 'CANCELLED') return true;
    return this.settle('abort', given ? { cause: reason } : undefined, true);
  }

  /** Emits a progress value; ignored once the future is done. */
  progress(value: unknown): void {
    if (!isDone(this.state)) this.progressChannel().next(value);
  }

  /**
   * Returns the progress values: a late subscriber receives the latest one first; completes when the future is done.
   */
  progressChannel(): ReplaySubject<unknown> {
    if (this.channel === undefined) {
      this.channel = new ReplaySubject<unknown>(1);
      if (isDone(this.state)) this.channel.complete();
    }
    return this.channel;
  }

  /** True while at least one observer waits for the outcome. */
  get observed(): boolean {
    return this.isObserved(() => true);
  }

  /** Returns true when an observer matches. */
  isObserved(such: (observer: SettledObserver) => boolean): boolean {
    const { observers } = this;
    if (observers instanceof Set) return [...observers].some(such);
    return observers !== undefined && such(observers);
  }

  /** Calls the observer when the future is done; at once when it is done already. */
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

  /** Calls the function when the future is done, after its observers; at once when it is done already. */
  addCallback(callback: (future: unknown) => void): void {
    this.whenDone(new DoneCallback(callback));
  }

  /** Delivers the outcome to a subscriber, now or when there is one; returns the teardown. */
  subscribe(subscriber: Subscriber<T>): Unsubscribable | undefined {
    if (isDone(this.state)) {
      this.deliver(subscriber);
      return undefined;
    }
    const delivery = new Delivery(this, subscriber);
    this.observe(delivery);
    return delivery;
  }

  /** Delivers the outcome of a future that is done. */
  deliver(subscriber: Subscriber<T>): void {
    if (this.failed) return subscriber.error(this.outcome);
    subscriber.next(this.outcome as T);
    subscriber.complete();
  }

  /** Changes the state; no other code does. */
  private move(transition: Transition): boolean {
    const next = after(this.state, transition);
    if (next === undefined) return false;
    this.state = next;
    return true;
  }

  private settle(transition: Transition, outcome: unknown, failed: boolean): boolean {
    if (!this.move(transition)) return false;
    this.setFlag(failure, failed);
    this.outcome = this.state === 'CANCELLED' ? cancelledError(outcome) : outcome;
    this.settled();
    this.announce();
    return true;
  }

  /** A hook for subclasses, called between the change of state and the first notification. */
  protected settled(): void {}

  /** Completes `progress` and notifies the observers and callbacks. */
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

/**
 * Notifies all observers before the first callback, whichever was added first. An observer may remove others while it
 * runs.
 */
function notifyAll(observers: ReadonlySet<SettledObserver>, future: unknown): void {
  for (const observer of observers) if (!(observer instanceof DoneCallback)) observer.settled(future);
  for (const observer of observers) if (observer instanceof DoneCallback) observer.settled(future);
}

/** Delivers the outcome to one waiting subscriber, and is the teardown of its subscription. */
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
