import { Deque } from './Deque.js';

/** Keeps the newest entries, so many, and counts those it let go. */
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

  /** The newest of those that are wanted. */
  find(wanted: (entry: T) => boolean): T | undefined {
    return this.#entries.findLast(wanted);
  }

  all(): T[] {
    return [...this.#entries];
  }
}
