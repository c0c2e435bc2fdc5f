import type { StreamObserver } from '../streams/ports.js';
import type { Within } from './captureNow.js';

/** Returns the subscriber, called in the context in which it subscribed where `captureContext` is set. */
export function bindToContext(within: Within | undefined, subscriber: StreamObserver): StreamObserver {
  if (within === undefined) return subscriber;
  return {
    next: (value) => within(() => subscriber.next(value)),
    error: (error) => within(() => subscriber.error(error)),
    complete: () => within(() => subscriber.complete()),
  };
}
