import { Deque } from './Deque.js';

/** A bounded history: keeps the newest entries, up to the limit, and counts those it has dropped. */
export class BoundedHistory<T> {
  dropped = 0;
  readonly #entries = new Deque<T>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(entry: T): void {
    this.#entries.push(entry);
    if (this.#entries.length <= this.#limit) return;
    this.#entries.shift();
    this.dropped += 1;
  }

  /** Returns the newest entry that matches. */
  find(wanted: (entry: T) => boolean): T | undefined {
    return this.#entries.findLast(wanted);
  }

  all(): T[] {
    return [...this.#entries];
  }
}
