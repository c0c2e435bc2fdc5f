import type { StreamObserver } from '../ports.js';
import { isSubscriber, SourceSubscriber, type SubscriberLike, type Teardown } from './SourceSubscriber.js';
import { interopKeys } from './streamKinds.js';

/**
 * The argument that RxJS 7 passes to `lift`: a function that is called as the method of a subscriber, or an object with
 * a `call`.
 */
interface LiftedOperator {
  call(subscriber: SubscriberLike, source: MinimalObservable): Teardown;
}

/**
 * The source that is passed to the user's operator. In a worker only the user's own module may load RxJS, so this class
 * implements what operators use of their source: `subscribe` and `pipe`; `lift`, by which the operators of RxJS 7 make
 * their result; and the interop key, by which `merge`, `from` and the like recognise it.
 */
export class MinimalObservable {
  readonly #subscribe: (subscriber: SubscriberLike) => Teardown;

  constructor(subscribe: (subscriber: SubscriberLike) => Teardown) {
    this.#subscribe = subscribe;
    for (const key of interopKeys()) Object.defineProperty(this, key, { value: () => this });
  }

  lift(operator: LiftedOperator): MinimalObservable {
    return new MinimalObservable((subscriber) => operator.call(subscriber, this));
  }

  pipe(...operators: ((source: unknown) => unknown)[]): unknown {
    return operators.reduce<unknown>((source, operator) => operator(source), this);
  }

  /**
   * Accepts the arguments of RxJS's `subscribe`. A subscriber is passed on unchanged, and the teardown is added to it.
   */
  subscribe(
    observerOrNext?: Partial<StreamObserver> | ((value: unknown) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): SubscriberLike {
    const subscriber = isSubscriber(observerOrNext)
      ? observerOrNext
      : new SourceSubscriber(observerOf(observerOrNext, error, complete));
    try {
      subscriber.add(this.#subscribe(subscriber));
    } catch (thrown) {
      subscriber.error(thrown);
    }
    return subscriber;
  }
}

function observerOf(
  observerOrNext: Partial<StreamObserver> | ((value: unknown) => void) | null | undefined,
  error: ((error: unknown) => void) | null | undefined,
  complete: (() => void) | null | undefined,
): Partial<StreamObserver> {
  if (typeof observerOrNext === 'object' && observerOrNext !== null) return observerOrNext;
  return {
    ...(observerOrNext && { next: observerOrNext }),
    ...(error && { error }),
    ...(complete && { complete }),
  };
}
