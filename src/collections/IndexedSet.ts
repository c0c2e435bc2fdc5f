/** An item of an {@link IndexedSet}: holds its own index. */
export interface Indexed {
  index: number;
}

/**
 * A set for items that are added and removed many thousands of times a second. A `Set` does not suit that: the engine
 * rehashes it again and again, and each old table keeps the next one alive until it is collected itself, with
 * everything that it held.
 */
export class IndexedSet<T extends Indexed> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  put(item: T): void {
    item.index = this.#items.push(item) - 1;
  }

  take(item: T): void {
    const last = this.#items.pop() as T;
    if (last === item) return;
    this.#items[item.index] = last;
    last.index = item.index;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#items[Symbol.iterator]();
  }
}
