import { Subscription } from 'rxjs';
import type { Future } from './Future.js';

/**
 * Watches futures of another copy of the library until they settle, through the public `subscribe` of an Observable.
 */
export class ForeignFutureWatch<T> {
  readonly #subscriptions = new Map<Future<T>, Subscription>();
  readonly #settled: (future: Future<T>) => void;

  constructor(settled: (future: Future<T>) => void) {
    this.#settled = settled;
  }

  get size(): number {
    return this.#subscriptions.size;
  }

  has(future: Future<T>): boolean {
    return this.#subscriptions.has(future);
  }

  pending(): Future<T>[] {
    return [...this.#subscriptions.keys()];
  }

  add(future: Future<T>): void {
    const subscription = new Subscription();
    const settled = (): void => {
      this.#subscriptions.delete(future);
      this.#settled(future);
    };
    this.#subscriptions.set(future, subscription);
    try {
      subscription.add(future.subscribe({ error: settled, complete: settled }));
    } catch (error) {
      this.#subscriptions.delete(future);
      throw error;
    }
  }

  close(): void {
    for (const subscription of this.#subscriptions.values()) subscription.unsubscribe();
    this.#subscriptions.clear();
  }
}
