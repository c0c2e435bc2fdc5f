import type { SettledObserver } from './Deferred.js';
import { ForeignFutureWatch } from './ForeignFutureWatch.js';
import { completionOf, type Future } from './Future.js';

/**
 * Counts futures that have not settled, and calls back for each that does. The counter itself observes them all, where
 * {@link PendingFutures} adds an object for each eight: enough for a caller that keeps the futures, and less memory to
 * walk.
 */
export class PendingCounter<T> implements SettledObserver {
  readonly #foreign: ForeignFutureWatch<T>;
  readonly #settled: (future: Future<T>) => void;
  #own = 0;

  constructor(settled: (future: Future<T>) => void) {
    this.#settled = settled;
    this.#foreign = new ForeignFutureWatch(settled);
  }

  /** The number of futures that have not settled. */
  get size(): number {
    return this.#own + this.#foreign.size;
  }

  /** Starts watching a future that is not done and not watched. */
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

  /** Stops watching; `futures` are all that were added. Cancels nothing. */
  close(futures: Iterable<Future<T>>): void {
    if (this.#own > 0) for (const future of futures) completionOf(future)?.unobserve(this);
    this.#own = 0;
    this.#foreign.close();
  }
}
