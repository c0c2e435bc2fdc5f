import type { SettledObserver } from './Completion.js';
import { ForeignFutures } from './ForeignFutures.js';
import { completionOf, type Future } from './Future.js';

/** How many futures share an observer: so few that one is found at once, so many that the observers are few. */
const groupSize = 16;

/**
 * Watches many futures and tells of each as it settles. Some at a time share an observer, which lets go of each that has
 * settled. With a hundred thousand that settle in any order, time goes into fetching memory that is in no cache: an
 * observer for each is as much again as the futures themselves, a Set of them far more.
 * Futures of another copy of the package are subscribed to.
 */
export class SettledWatch<T> {
  readonly #groups: Group<T>[] = [];
  readonly #foreign: ForeignFutures<T>;
  readonly #settled: (future: Future<T>) => void;
  #own = 0;

  constructor(settled: (future: Future<T>) => void) {
    this.#settled = settled;
    this.#foreign = new ForeignFutures(settled);
  }

  /** How many have not settled yet. */
  get size(): number {
    return this.#own + this.#foreign.size;
  }

  has(future: Future<T>): boolean {
    const watched = (observer: SettledObserver): boolean => observer instanceof Group && observer.watch === this;
    return completionOf(future)?.isObserved(watched) ?? this.#foreign.has(future);
  }

  /** Whether such a future is among those that have not settled. */
  some(such: (future: Future<T>) => boolean): boolean {
    return this.#groups.some((group) => group.pending().some(such)) || this.#foreign.pending().some(such);
  }

  /** Starts to watch a future that is not done and not watched. */
  add(future: Future<T>): void {
    const completion = completionOf(future);
    if (completion === undefined) return this.#foreign.add(future);
    const group = this.#openGroup();
    group.futures.push(future);
    group.left += 1;
    this.#own += 1;
    completion.observe(group);
  }

  /** Stops watching, and gives what has not settled; nothing is cancelled. */
  close(): Future<T>[] {
    const own = this.#groups.flatMap((group) => group.pending());
    const futures = [...own, ...this.#foreign.pending()];
    for (const group of this.#groups) for (const future of group.pending()) completionOf(future)?.unobserve(group);
    this.#groups.length = 0;
    this.#own = 0;
    this.#foreign.close();
    return futures;
  }

  settled(group: Group<T>, future: Future<T>): void {
    this.#own -= 1;
    if (group.left === 0) this.#remove(group);
    this.#settled(future);
  }

  #openGroup(): Group<T> {
    const last = this.#groups.at(-1);
    if (last !== undefined && last.futures.length < groupSize) return last;
    const group = new Group(this, this.#groups.length);
    this.#groups.push(group);
    return group;
  }

  /** The last one takes its place. */
  #remove(group: Group<T>): void {
    const last = this.#groups.pop() as Group<T>;
    if (last === group) return;
    this.#groups[group.place] = last;
    last.place = group.place;
  }
}

/** Some futures that are watched by one observer. */
class Group<T> implements SettledObserver {
  readonly watch: SettledWatch<T>;
  readonly futures: (Future<T> | undefined)[] = [];
  /** How many of them have not settled. */
  left = 0;
  /** Where it is in the list of its watch. */
  place: number;

  constructor(watch: SettledWatch<T>, place: number) {
    this.watch = watch;
    this.place = place;
  }

  settled(future: unknown): void {
    this.#letGo(future as Future<T>);
    this.left -= 1;
    this.watch.settled(this, future as Future<T>);
  }

  pending(): Future<T>[] {
    return this.futures.filter((future) => future !== undefined);
  }

  /** A loop of our own: to call `indexOf` takes a quarter of what a future costs here. */
  #letGo(future: Future<T>): void {
    const { futures } = this;
    for (let at = 0; at < futures.length; at++) {
      if (futures[at] !== future) continue;
      futures[at] = undefined;
      return;
    }
  }
}
