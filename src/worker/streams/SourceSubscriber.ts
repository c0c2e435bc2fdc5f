import type { ItemObserver } from '../streamKinds.js';

const { queueMicrotask } = globalThis;

/** What can be torn down, in the forms that RxJS allows. */
export type Teardown = (() => void) | { unsubscribe(): void; readonly closed?: boolean } | undefined | void;

/** What subscribers of every RxJS have in common. */
export interface SubscriberLike extends ItemObserver {
  readonly closed: boolean;
  add(teardown: Teardown): void;
  remove(teardown: Teardown): void;
  unsubscribe(): void;
}

/** Beyond so many teardowns, those that are closed are dropped now and then: nobody says so when one closes. */
const mostTeardowns = 16;

/** A subscriber where RxJS has none of its own: the end of a chain of operators, or of no operator at all. */
export class SourceSubscriber implements SubscriberLike {
  closed = false;
  readonly #observer: Partial<ItemObserver>;
  #teardowns: Teardown[] = [];
  #next = mostTeardowns;

  constructor(observer: Partial<ItemObserver>) {
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
    if (this.#teardowns.length === this.#next) this.#dropClosed();
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

  /** As in RxJS: told first, torn down then; `closed` is already true, so that nothing is told twice. */
  #end(tell: () => void): void {
    const teardowns = this.#teardowns;
    this.#teardowns = [];
    this.closed = true;
    try {
      tell();
    } catch (error) {
      report(error);
    }
    for (const each of teardowns) tearDown(each);
  }

  #dropClosed(): void {
    this.#teardowns = this.#teardowns.filter((each) => typeof each !== 'object' || each.closed !== true);
    this.#next = Math.max(mostTeardowns, this.#teardowns.length * 2);
  }
}

/** A subscriber of RxJS, of whatever copy, or one of these. */
export function isSubscriber(value: unknown): value is SubscriberLike {
  if (typeof value !== 'object' || value === null || !('closed' in value)) return false;
  const methods = ['next', 'error', 'complete', 'add', 'unsubscribe'] as const;
  return methods.every((name) => typeof (value as Record<string, unknown>)[name] === 'function');
}

function tearDown(teardown: Teardown): void {
  if (typeof teardown === 'function') teardown();
  else teardown?.unsubscribe();
}

/** An error that has nobody to go to: it becomes an uncaught one, as in RxJS. */
function report(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
