import { type MonoTypeOperatorFunction, Observable, type Subscription, takeUntil } from 'rxjs';

/**
 * Ends the source when the subscriber is closed, a synchronous one too: while that emits, there is no subscription yet
 * that could be unsubscribed.
 */
export function untilClosed<T>(subscriber: Subscription): MonoTypeOperatorFunction<T> {
  return takeUntil(new Observable<void>((closed) => subscriber.add(() => closed.next())));
}
