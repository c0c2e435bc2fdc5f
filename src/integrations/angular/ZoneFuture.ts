import { Observable, type Observer, type Subscriber, type Subscription } from 'rxjs';
import type { RunInContext } from '../../executor/SubmitOptions.js';
import { Future } from '../../future/Future.js';
import { nameClass } from '../../future/isFuture.js';
import { captureZone } from './zones.js';

type PlainObserver<T> = Partial<Observer<T>> | ((value: T) => void);

/** A Future that calls each subscriber and callback in the zone in which it was added, as zone.js does for promises. */
export class ZoneFuture<T, P = unknown> extends Future<T, P> {
  override subscribe(
    observerOrNext?: PlainObserver<T> | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    const run = captureZone();
    if (isSubscriber(observerOrNext)) {
      observerOrNext.add(super.subscribe(boundObserver(observerOrNext, run)));
      return observerOrNext;
    }
    return super.subscribe(bound(observerOrNext, run), boundHandler(error, run), boundHandler(complete, run));
  }

  override addDoneCallback(fn: (future: Future<T, P>) => void): void {
    super.addDoneCallback(typeof fn === 'function' ? (boundHandler(fn, captureZone()) as typeof fn) : fn);
  }

  override get progress(): Observable<P> {
    const values = super.progress;
    return new Observable((subscriber) => values.subscribe(boundObserver(subscriber, captureZone())));
  }
}
nameClass(ZoneFuture, 'Future');

/** Returns true for Subscribers of any copy of RxJS; a Subject is an observer like any other. */
function isSubscriber<T>(observer: PlainObserver<T> | null | undefined): observer is Subscriber<T> {
  return typeof observer === 'object' && observer !== null && 'add' in observer && 'unsubscribe' in observer;
}

function bound<T>(observer: PlainObserver<T> | null | undefined, run: RunInContext): PlainObserver<T> | null {
  if (typeof observer === 'function') return (value) => run(() => observer(value));
  return observer ? boundObserver(observer, run) : null;
}

/** Returns an observer with the same handlers: an error without a handler is still reported as unhandled. */
function boundObserver<T>(observer: Partial<Observer<T>>, run: RunInContext): Partial<Observer<T>> {
  return {
    next: (value) => run(() => observer.next?.(value)),
    complete: () => run(() => observer.complete?.()),
    ...(observer.error && { error: (error: unknown) => run(() => observer.error?.(error)) }),
  };
}

function boundHandler<A extends unknown[]>(
  handler: ((...args: A) => void) | null | undefined,
  run: RunInContext,
): ((...args: A) => void) | null {
  return handler ? (...args) => run(() => handler(...args)) : null;
}
