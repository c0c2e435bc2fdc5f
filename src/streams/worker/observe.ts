import type { StreamObserver } from '../ports.js';
import type { Subscribable } from './streamKinds.js';

/**
 * Subscribes to an Observable of RxJS, which returns a subscription, or of the platform, which takes a signal.
 *
 * @param open - Receives a function that unsubscribes, before the first value.
 */
export function observe(source: Subscribable, observer: StreamObserver, open: (close: () => void) => void): void {
  const controller = new AbortController();
  let subscription: ReturnType<Subscribable['subscribe']>;
  const close = (): void => {
    controller.abort();
    subscription?.unsubscribe();
  };
  open(close);
  subscription = source.subscribe(observer, controller);
  if (controller.signal.aborted) close();
}
