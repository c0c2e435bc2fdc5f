/** Knows its place in a {@link IndexedSet}. */
export interface Placed {
  place: number;
}

/**
 * Things that come and go, many thousands a second. A Set does not do for that: it is made anew again and again, each of
 * the old ones keeps the next alive until it is collected itself, and with it whatever was in there.
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
