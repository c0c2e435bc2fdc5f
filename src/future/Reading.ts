import { type Observer, Subscription } from 'rxjs';
import type { Completion, SettledObserver } from './Completion.js';
import { reportError } from './reportError.js';

/** What `subscribe` is given, when it is no Subscriber of RxJS's own. */
export type PlainObserver<T> = Partial<Observer<T>> | ((value: T) => void);

/**
 * The subscription of a plain observer to a future. RxJS would make four objects and three closures for it, since an
 * Observable may emit many values, and at any time; a future gives one outcome, so that one object will do. A Subscriber
 * of RxJS's own, as operators pass on, goes RxJS's way.
 */
export class Reading<T> extends Subscription implements SettledObserver {
  readonly #completion: Completion<T>;
  readonly #observer: PlainObserver<T> | undefined;

  constructor(completion: Completion<T>, observer: PlainObserver<T> | undefined) {
    super();
    this.#completion = completion;
    this.#observer = observer;
  }

  settled(): void {
    const { failed, outcome } = this.#completion;
    if (failed) this.#error(outcome);
    else this.#next(outcome as T);
    this.unsubscribe();
  }

  override unsubscribe(): void {
    if (!this.closed) this.#completion.unobserve(this);
    super.unsubscribe();
  }

  #next(value: T): void {
    const observer = this.#observer;
    try {
      if (typeof observer === 'function') observer(value);
      else observer?.next?.(value);
    } catch (error) {
      reportError(error);
    }
    if (typeof observer === 'object' && !this.closed) this.#complete(observer);
  }

  #complete(observer: Partial<Observer<T>>): void {
    try {
      observer.complete?.();
    } catch (error) {
      reportError(error);
    }
  }

  #error(error: unknown): void {
    const observer = this.#observer;
    if (typeof observer !== 'object' || !observer.error) return reportError(error);
    try {
      observer.error(error);
    } catch (thrown) {
      reportError(thrown);
    }
  }
}

/** The two forms in which `subscribe` takes its observer, as one. */
export function plainObserver<T>(
  observerOrNext: PlainObserver<T> | null | undefined,
  error: ((error: unknown) => void) | null | undefined,
  complete: (() => void) | null | undefined,
): PlainObserver<T> | undefined {
  if (!error && !complete) return observerOrNext ?? undefined;
  return {
    ...(typeof observerOrNext === 'function' && { next: observerOrNext }),
    ...(error && { error }),
    ...(complete && { complete }),
  };
}
