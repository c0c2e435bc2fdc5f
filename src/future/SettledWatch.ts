import type { SettledObserver } from './Completion.js';
import { ForeignFutures } from './ForeignFutures.js';
import { completionOf, type Future } from './Future.js';

/**
 * Watches many futures and tells of each as it settles. What is pending is a list, and each future's observer knows its
 * own place in it: with a million futures a Set would spend more time on looking for an entry than all else takes.
 * Futures of another copy of the package are subscribed to.
 */
export class SettledWatch<T> {
  readonly #pending: Watched<T>[] = [];
  readonly #foreign: ForeignFutures<T>;
  readonly #settled: (future: Future<T>) => void;

  constructor(settled: (future: Future<T>) => void) {
    this.#settled = settled;
    this.#foreign = new ForeignFutures(settled);
  }

  /** How many have not settled yet. */
  get size(): number {
    return this.#pending.length + this.#foreign.size;
  }

  has(future: Future<T>): boolean {
    const watched = (observer: SettledObserver): boolean => observer instanceof Watched && observer.watch === this;
    return completionOf(future)?.isObserved(watched) ?? this.#foreign.has(future);
  }

  /** Whether such a future is among those that have not settled. */
  some(such: (future: Future<T>) => boolean): boolean {
    return this.#pending.some(({ future }) => such(future)) || this.#foreign.pending().some(such);
  }

  /** Starts to watch a future that is not done and not watched. */
  add(future: Future<T>): void {
    const completion = completionOf(future);
    if (completion === undefined) return this.#foreign.add(future);
    const watched = new Watched(this, future, this.#pending.length);
    this.#pending.push(watched);
    completion.observe(watched);
  }

  /** Stops watching, and gives what has not settled; nothing is cancelled. */
  close(): Future<T>[] {
    const futures = [...this.#pending.map(({ future }) => future), ...this.#foreign.pending()];
    for (const watched of this.#pending) completionOf(watched.future)?.unobserve(watched);
    this.#pending.length = 0;
    this.#foreign.close();
    return futures;
  }

  /** The last one takes the place of the one that settled. */
  settled({ future, place }: Watched<T>): void {
    const last = this.#pending.pop() as Watched<T>;
    if (last.place !== place) {
      this.#pending[place] = last;
      last.place = place;
    }
    this.#settled(future);
  }
}

/** One future that is watched. */
class Watched<T> implements SettledObserver {
  readonly watch: SettledWatch<T>;
  readonly future: Future<T>;
  /** Where it is in the list of its watch. */
  place: number;

  constructor(watch: SettledWatch<T>, future: Future<T>, place: number) {
    this.watch = watch;
    this.future = future;
    this.place = place;
  }

  settled(): void {
    this.watch.settled(this);
  }
}
