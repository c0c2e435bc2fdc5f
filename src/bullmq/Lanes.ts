import { Ring } from '../executor/Ring.js';

interface Lane<T> {
  readonly priority: number;
  readonly entries: Ring<T>;
}

/** What waits, by priority, and first in, first out within one. What is not wanted any more is passed over. */
export class Lanes<T> {
  /** Highest priority first. */
  readonly #lanes: Lane<T>[] = [];
  readonly #wanted: (entry: T) => boolean;

  constructor(wanted: (entry: T) => boolean) {
    this.#wanted = wanted;
  }

  push(entry: T, priority: number): void {
    this.#lane(priority).push(entry);
  }

  take(): T | undefined {
    for (const { entries } of this.#lanes) {
      while (entries.length > 0) {
        const entry = entries.shift() as T;
        if (this.#wanted(entry)) return entry;
      }
    }
    return undefined;
  }

  #lane(priority: number): Ring<T> {
    const at = this.#lanes.findIndex((lane) => lane.priority <= priority);
    const found = this.#lanes[at];
    if (found?.priority === priority) return found.entries;
    const lane: Lane<T> = { priority, entries: new Ring() };
    this.#lanes.splice(at < 0 ? this.#lanes.length : at, 0, lane);
    return lane.entries;
  }
}
