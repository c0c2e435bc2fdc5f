/** An item of an {@link IndexedSet}: holds its own index. */
export interface Placed {
  place: number;
}

/**
 * A set for items that are added and removed many thousands of times a second. A `Set` does not suit that: the engine
 * rehashes it again and again, and each old table keeps the next one alive until it is collected itself, with
 * everything that it held.
 */
export class IndexedSet<T extends Placed> {
  readonly #things: T[] = [];

  get size(): number {
    return this.#things.length;
  }

  put(thing: T): void {
    thing.place = this.#things.push(thing) - 1;
  }

  take(thing: T): void {
    const last = this.#things.pop() as T;
    if (last === thing) return;
    this.#things[thing.place] = last;
    last.place = thing.place;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#things[Symbol.iterator]();
  }
}
