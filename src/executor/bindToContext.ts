import type { Receiver } from '../streams/StreamReceiver.js';
import type { Within } from './captureNow.js';

/** The subscriber, called in the context it subscribed in where that was asked for. */
export function bindToContext(within: Within | undefined, subscriber: Receiver): Receiver {
  if (within === undefined) return subscriber;
  return {
    next: (value) => within(() => subscriber.next(value)),
    error: (error) => within(() => subscriber.error(error)),
    complete: () => within(() => subscriber.complete()),
  };
}
