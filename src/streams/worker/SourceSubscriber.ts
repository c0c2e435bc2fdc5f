import type { StreamObserver } from '../ports.js';

const { queueMicrotask } = globalThis;

/** A teardown in the forms that RxJS allows. */
export type Teardown = (() => void) | { unsubscribe(): void; readonly closed?: boolean } | undefined | void;

/** The members that subscribers of every RxJS version have. */
export interface SubscriberLike extends StreamObserver {
  readonly closed: boolean;
  add(teardown: Teardown): void;
  remove(teardown: Teardown): void;
  unsubscribe(): void;
}

/**
 * Beyond this number of teardowns, closed ones are dropped from time to time: a teardown that closes does not report
 * it.
 */
const mostTeardowns = 16;

/** A subscriber where no RxJS subscriber exists: at the end of a chain of operators, or without operators. */
export class SourceSubscriber implements SubscriberLike {
  closed = false;
  readonly #observer: Partial<StreamObserver>;
  #teardowns: Teardown[] = [];
  #dropClosedAt = mostTeardowns;

  constructor(observer: Partial<StreamObserver>) {
    this.#observer = observer;
  }

  next(value: unknown): void {
    if (this.closed) return;
    try {
      this.#observer.next?.(value);
    } catch (error) {
      report(error);
    }
  }

  error(error: unknown): void {
    if (this.closed) return;
    const { error: handle } = this.#observer;
    this.#end(() => (handle === undefined ? report(error) : handle.call(this.#observer, error)));
  }

  complete(): void {
    if (!this.closed) this.#end(() => this.#observer.complete?.());
  }

  add(teardown: Teardown): void {
    if (teardown === undefined || teardown === this) return;
    if (this.closed) return tearDown(teardown);
    if (this.#teardowns.length === this.#dropClosedAt) this.#dropClosed();
    this.#teardowns.push(teardown);
  }

  remove(teardown: Teardown): void {
    this.#teardowns = this.#teardowns.filter((each) => each !== teardown);
  }

  unsubscribe(): void {
    if (this.closed) return;
    this.closed = true;
    const teardowns = this.#teardowns;
    this.#teardowns = [];
    for (const each of teardowns) tearDown(each);
  }

  /**
   * Calls the observer first and tears down then, as RxJS does; `closed` is already true, so that the observer is not
   * called twice.
   */
  #end(notify: () => void): void {
    const teardowns = this.#teardowns;
    this.#teardowns = [];
    this.closed = true;
    try {
      notify();
    } catch (error) {
      report(error);
    }
    for (const each of teardowns) tearDown(each);
  }

  #dropClosed(): void {
    this.#teardowns = this.#teardowns.filter((each) => typeof each !== 'object' || each.closed !== true);
    this.#dropClosedAt = Math.max(mostTeardowns, this.#teardowns.length * 2);
  }
}

/** Returns true for a subscriber of any copy of RxJS, or one of this class. */
export function isSubscriber(value: unknown): value is SubscriberLike {
  if (typeof value !== 'object' || value === null || !('closed' in value)) return false;
  const methods = ['next', 'error', 'complete', 'add', 'unsubscribe'] as const;
  return methods.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
}

function tearDown(teardown: Teardown): void {
  if (typeof teardown === 'function') teardown();
  else teardown?.unsubscribe();
}

/** Throws an unhandled error as an uncaught one, as RxJS does. */
function report(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
