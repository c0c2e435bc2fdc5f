import type { PlatformObservable } from '../../src/future/toObservable.js';

export type { PlatformObservable };

/** The argument of the function that makes an Observable's values. */
export interface PlatformSubscriber {
  readonly active: boolean;
  readonly signal: AbortSignal;
  next(value: unknown): void;
  error(error: unknown): void;
  complete(): void;
  addTeardown(teardown: () => void): void;
}

type Producer = (subscriber: PlatformSubscriber) => void;
type PlatformClass = new <T>(producer: Producer) => PlatformObservable<T>;

/** Makes an Observable of the platform: the browser's own where there is one, as in Chromium. */
export function platformObservable<T>(producer: Producer): PlatformObservable<T> {
  const { Observable = StandIn } = globalThis as { Observable?: PlatformClass };
  return new Observable(producer);
}

/**
 * Stands in for the browser's class in Node: `subscribe` returns nothing and takes a signal, the
 * subscriber's own signal is aborted with it, and an observer is not called after the end.
 */
class StandIn<T> implements PlatformObservable<T> {
  readonly #producer: Producer;

  constructor(producer: Producer) {
    this.#producer = producer;
  }

  get [Symbol.toStringTag](): string {
    return 'Observable';
  }

  subscribe(...[observer = {}, { signal } = {}]: Parameters<PlatformObservable<T>['subscribe']>): void {
    const controller = new AbortController();
    const teardowns: (() => void)[] = [];
    let active = true;
    const end = (notify?: () => void): void => {
      if (!active) return;
      active = false;
      notify?.();
      controller.abort();
      for (const teardown of teardowns.reverse()) teardown();
    };
    if (signal?.aborted) return;
    signal?.addEventListener('abort', () => end());
    const subscriber: PlatformSubscriber = {
      get active() {
        return active;
      },
      signal: controller.signal,
      next: (value) => {
        if (active) observer.next?.(value as T);
      },
      error: (error) => end(() => observer.error?.(error)),
      complete: () => end(() => observer.complete?.()),
      addTeardown: (teardown) => void (active ? teardowns.push(teardown) : teardown()),
    };
    try {
      this.#producer(subscriber);
    } catch (error) {
      subscriber.error(error);
    }
  }
}
