import type { SettledObserver } from './Deferred.js';
import { ForeignFutureWatch } from './ForeignFutureWatch.js';
import { completionOf, type Future } from './Future.js';
import { ObserverBlock, type ObserverBlockListener } from './ObserverBlock.js';

/**
 * Watches many futures and calls back for each as it settles. Eight at a time share one observer: with a hundred
 * thousand futures that settle in any order, most of the time is spent on cache misses; one observer for each takes as
 * much memory as the futures themselves, a Set of them far more. Subscribes to futures of another copy of the package.
 */
export class PendingFutures<T> implements ObserverBlockListener<T> {
  readonly #blocks: ObserverBlock<T>[] = [];
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

  has(future: Future<T>): boolean {
    const watched = (observer: SettledObserver): boolean =>
      observer instanceof ObserverBlock && observer.listener === this;
    return completionOf(future)?.isObserved(watched) ?? this.#foreign.has(future);
  }

  /** Returns true when a future that has not settled matches. */
  some(such: (future: Future<T>) => boolean): boolean {
    return this.#blocks.some((block) => block.pending().some(such)) || this.#foreign.pending().some(such);
  }

  /** Starts watching a future that is not done and not watched. */
  add(future: Future<T>): void {
    const completion = completionOf(future);
    if (completion === undefined) return this.#foreign.add(future);
    const block = this.#openBlock();
    block.add(future);
    this.#own += 1;
    completion.observe(block);
  }

  /** Stops watching, and returns the futures that have not settled; cancels nothing. */
  close(): Future<T>[] {
    const own = this.#blocks.flatMap((block) => {
      const pending = block.pending();
      for (const future of pending) completionOf(future)?.unobserve(block);
      return pending;
    });
    const futures = [...own, ...this.#foreign.pending()];
    this.#blocks.length = 0;
    this.#own = 0;
    this.#foreign.close();
    return futures;
  }

  settled(block: ObserverBlock<T>, future: Future<T>): void {
    this.#own -= 1;
    if (block.left === 0) this.#remove(block);
    this.#settled(future);
  }

  #openBlock(): ObserverBlock<T> {
    const last = this.#blocks.at(-1);
    if (last !== undefined && !last.full) return last;
    const block = new ObserverBlock(this, this.#blocks.length);
    this.#blocks.push(block);
    return block;
  }

  /** Removes a block; the last one takes its place. */
  #remove(block: ObserverBlock<T>): void {
    const last = this.#blocks.pop() as ObserverBlock<T>;
    if (last === block) return;
    this.#blocks[block.place] = last;
    last.place = block.place;
  }
}
