import { type ItemObserver, interopKeys } from '../streamKinds.js';
import { isSubscriber, SourceSubscriber, type SubscriberLike, type Teardown } from './SourceSubscriber.js';

/** What RxJS 7 gives to `lift`: a function that is called as the method of a subscriber, or an object with a `call`. */
interface LiftedOperator {
  call(subscriber: SubscriberLike, source: MinimalObservable): Teardown;
}

/**
 * The source that an operator of the user's is given. Nothing in a worker may load RxJS but the user's own module, so this
 * is as much of an Observable as operators ask of their source, by public means only: `subscribe` and `pipe`; `lift`, by
 * which the operators of RxJS 7 make their result; and the interop key, by which `merge`, `from` and the like know it.
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

  /** Takes what RxJS's `subscribe` takes. A subscriber is passed on as it is, and what it is to tear down is added to it. */
  subscribe(
    observerOrNext?: Partial<ItemObserver> | ((value: unknown) => void) | null,
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
  observerOrNext: Partial<ItemObserver> | ((value: unknown) => void) | null | undefined,
  error: ((error: unknown) => void) | null | undefined,
  complete: (() => void) | null | undefined,
): Partial<ItemObserver> {
  if (typeof observerOrNext === 'object' && observerOrNext !== null) return observerOrNext;
  return {
    ...(observerOrNext && { next: observerOrNext }),
    ...(error && { error }),
    ...(complete && { complete }),
  };
}
