import { type MonoTypeOperatorFunction, Observable, type Subscription, takeUntil } from 'rxjs';

/**
 * Ends the source when the subscriber is closed, also a synchronous source: while that emits, `subscribe` has not
 * returned a subscription that could be unsubscribed.
 */
export function untilClosed<T>(subscriber: Subscription): MonoTypeOperatorFunction<T> {
  return takeUntil(new Observable<void>((closed) => subscriber.add(() => closed.next())));
}
