import type { Receiver } from '../flow/Inflow.js';
import type { RunInContext } from './SubmitOptions.js';

/** The subscriber, called in the context it subscribed in where that was asked for. */
export function receiverIn(within: RunInContext | undefined, subscriber: Receiver): Receiver {
  if (within === undefined) return subscriber;
  return {
    next: (value) => within(() => subscriber.next(value)),
    error: (error) => within(() => subscriber.error(error)),
    complete: () => within(() => subscriber.complete()),
  };
}
