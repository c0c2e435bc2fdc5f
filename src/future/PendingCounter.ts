import type { SettledObserver } from './Deferred.js';
import { ForeignFutureWatch } from './ForeignFutureWatch.js';
import { completionOf, type Future } from './Future.js';

/**
 * Counts futures that have not settled, and calls back for each that does. It observes them all itself, where a
 * {@link PendingFutures} has an object for each: enough for whoever keeps the futures, and half as much memory to go through.
 */
export class PendingCounter<T> implements SettledObserver {
  readonly #foreign: ForeignFutureWatch<T>;
  readonly #settled: (future: Future<T>) => void;
  #own = 0;

  constructor(settled: (future: Future<T>) => void) {
    this.#settled = settled;
    this.#foreign = new ForeignFutureWatch(settled);
  }

  /** How many have not settled yet. */
  get size(): number {
    return this.#own + this.#foreign.size;
  }

  /** Starts to watch a future that is not done and not watched. */
  add(future: Future<T>): void {
    const completion = completionOf(future);
    if (completion === undefined) return this.#foreign.add(future);
    this.#own += 1;
    completion.observe(this);
  }

  settled(future: unknown): void {
    this.#own -= 1;
    this.#settled(future as Future<T>);
  }

  /** Stops watching these, which are all that were added; nothing is cancelled. */
  close(futures: Iterable<Future<T>>): void {
    if (this.#own > 0) for (const future of futures) completionOf(future)?.unobserve(this);
    this.#own = 0;
    this.#foreign.close();
  }
}
