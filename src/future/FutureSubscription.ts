import { type Observer, Subscription } from 'rxjs';
import type { Deferred, SettledObserver } from './Deferred.js';
import { reportError } from './reportError.js';

/** An observer passed to `subscribe` that is not an RxJS Subscriber. */
export type PlainObserver<T> = Partial<Observer<T>> | ((value: T) => void);

/**
 * The subscription of a plain observer to a future. RxJS would create four objects and three closures for it, since an
 * Observable may emit many values, at any time; a future has one outcome, so one object is enough. RxJS's own
 * Subscribers, which operators pass on, take RxJS's path.
 */
export class FutureSubscription<T> extends Subscription implements SettledObserver {
  readonly #completion: Deferred<T>;
  readonly #observer: PlainObserver<T> | undefined;

  constructor(completion: Deferred<T>, observer: PlainObserver<T> | undefined) {
    super();
    this.#completion = completion;
    this.#observer = observer;
  }

  settled(): void {
    const observer = this.#observer;
    const { failed, outcome } = this.#completion;
    if (failed) emitError(observer, outcome);
    else emitValue(observer, outcome as T);
    if (!failed && typeof observer === 'object' && !this.closed) emitComplete(observer);
    this.unsubscribe();
  }

  override unsubscribe(): void {
    if (!this.closed) this.#completion.unobserve(this);
    super.unsubscribe();
  }
}

// Functions, not private methods: the brand of a private method takes eight bytes in each of a million subscriptions.
function emitValue<T>(observer: PlainObserver<T> | undefined, value: T): void {
  try {
    if (typeof observer === 'function') observer(value);
    else observer?.next?.(value);
  } catch (error) {
    reportError(error);
  }
}

function emitComplete(observer: Partial<Observer<never>>): void {
  try {
    observer.complete?.();
  } catch (error) {
    reportError(error);
  }
}

function emitError(observer: PlainObserver<never> | undefined, error: unknown): void {
  if (typeof observer !== 'object' || !observer.error) return reportError(error);
  try {
    observer.error(error);
  } catch (thrown) {
    reportError(thrown);
  }
}

/** Returns the observer, from either form of the arguments of `subscribe`. */
export function plainObserver<T>(
  observerOrNext: PlainObserver<T> | null | undefined,
  error: ((error: unknown) => void) | null | undefined,
  complete: (() => void) | null | undefined,
): PlainObserver<T> | undefined {
  if ((observerOrNext && typeof observerOrNext === 'object') || (!error && !complete))
    return observerOrNext ?? undefined;
  return {
    ...(typeof observerOrNext === 'function' && { next: observerOrNext }),
    ...(error && { error }),
    ...(complete && { complete }),
  };
}
