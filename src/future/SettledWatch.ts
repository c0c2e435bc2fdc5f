import type { Subscription } from 'rxjs';
import type { SettledObserver } from './Completion.js';
import { completionOf, type Future } from './Future.js';

/**
 * Watches many futures with one observer, which is told of each as it settles. Futures of this copy of the package
 * share it, so that watching one costs an entry in a Set; those of another copy are subscribed to.
 */
export class SettledWatch<T> implements SettledObserver {
  readonly #pending = new Set<Future<T>>();
  readonly #foreign = new Map<Future<T>, Subscription>();
  readonly #onSettled: (future: Future<T>) => void;

  constructor(onSettled: (future: Future<T>) => void) {
    this.#onSettled = onSettled;
  }

  /** The futures that have not settled yet, in the order they came. */
  get pending(): ReadonlySet<Future<T>> {
    return this.#pending;
  }

  /** Starts to watch a future that is not done. */
  add(future: Future<T>): void {
    this.#pending.add(future);
    const completion = completionOf(future);
    if (completion !== undefined) completion.observe(this);
    else this.#addForeign(future);
  }

  /** Stops watching; nothing is cancelled. */
  close(): void {
    for (const future of this.#pending) completionOf(future)?.unobserve(this);
    for (const subscription of this.#foreign.values()) subscription.unsubscribe();
    this.#pending.clear();
    this.#foreign.clear();
  }

  settled(future: Future<T>): void {
    this.#pending.delete(future);
    this.#foreign.delete(future);
    this.#onSettled(future);
  }

  #addForeign(future: Future<T>): void {
    const settled = (): void => this.settled(future);
    this.#foreign.set(future, future.subscribe({ error: settled, complete: settled }));
  }
}
