import type { Subscription } from 'rxjs';
import { completionOf, type Future } from './Future.js';

/**
 * Watches many futures with one function, which is told of each as it settles. Futures of this copy of the package
 * share that function, so that watching one costs an entry in a Set; those of another copy are subscribed to.
 */
export class SettledWatch<T> {
  readonly #pending = new Set<Future<T>>();
  readonly #foreign = new Map<Future<T>, Subscription>();
  readonly #settled: (future: Future<T>) => void;

  constructor(onSettled: (future: Future<T>) => void) {
    this.#settled = (future) => {
      this.#pending.delete(future);
      this.#foreign.delete(future);
      onSettled(future);
    };
  }

  /** The futures that have not settled yet, in the order they came. */
  get pending(): ReadonlySet<Future<T>> {
    return this.#pending;
  }

  /** Starts to watch a future that is not done. */
  add(future: Future<T>): void {
    this.#pending.add(future);
    const completion = completionOf(future);
    if (completion !== undefined) completion.observe(this.#settled as (future: unknown) => void);
    else this.#addForeign(future);
  }

  /** Stops watching; nothing is cancelled. */
  close(): void {
    for (const future of this.#pending) completionOf(future)?.unobserve(this.#settled as (future: unknown) => void);
    for (const subscription of this.#foreign.values()) subscription.unsubscribe();
    this.#pending.clear();
    this.#foreign.clear();
  }

  #addForeign(future: Future<T>): void {
    const settled = (): void => this.#settled(future);
    this.#foreign.set(future, future.subscribe({ error: settled, complete: settled }));
  }
}
