import type { SettledObserver } from './Deferred.js';
import type { Future } from './Future.js';

/** Receives the futures of a block as they settle. */
export interface ObserverBlockListener<T> {
  settled(block: ObserverBlock<T>, future: Future<T>): void;
}

type Slot<T> = Future<T> | undefined;

/**
 * Observes up to eight futures, and releases each once it has settled. They are fields instead of an array, so that the
 * block is one piece of memory: when a hundred thousand futures settle in any order, an array would be three more
 * pieces to fetch.
 */
export class ObserverBlock<T> implements SettledObserver {
  readonly listener: ObserverBlockListener<T>;
  /** The index in the list of its listener. */
  place: number;
  /** The number of futures that have not settled. */
  left = 0;
  #filled = 0;
  #a: Slot<T> = undefined;
  #b: Slot<T> = undefined;
  #c: Slot<T> = undefined;
  #d: Slot<T> = undefined;
  #e: Slot<T> = undefined;
  #f: Slot<T> = undefined;
  #g: Slot<T> = undefined;
  #h: Slot<T> = undefined;

  constructor(listener: ObserverBlockListener<T>, place: number) {
    this.listener = listener;
    this.place = place;
  }

  get full(): boolean {
    return this.#filled === 8;
  }

  add(future: Future<T>): void {
    this.left += 1;
    this.#filled += 1;
    if (this.#filled === 1) this.#a = future;
    else if (this.#filled === 2) this.#b = future;
    else if (this.#filled === 3) this.#c = future;
    else if (this.#filled === 4) this.#d = future;
    else if (this.#filled === 5) this.#e = future;
    else if (this.#filled === 6) this.#f = future;
    else if (this.#filled === 7) this.#g = future;
    else this.#h = future;
  }

  settled(future: unknown): void {
    this.#letGo(future as Future<T>);
    this.left -= 1;
    this.listener.settled(this, future as Future<T>);
  }

  pending(): Future<T>[] {
    const all = [this.#a, this.#b, this.#c, this.#d, this.#e, this.#f, this.#g, this.#h];
    return all.filter((future) => future !== undefined);
  }

  #letGo(future: Future<T>): void {
    if (this.#a === future) this.#a = undefined;
    else if (this.#b === future) this.#b = undefined;
    else if (this.#c === future) this.#c = undefined;
    else if (this.#d === future) this.#d = undefined;
    else if (this.#e === future) this.#e = undefined;
    else if (this.#f === future) this.#f = undefined;
    else if (this.#g === future) this.#g = undefined;
    else this.#h = undefined;
  }
}
