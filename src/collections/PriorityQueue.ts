import { Deque } from './Deque.js';

/** Below this many entries, dead ones are left for {@link PriorityQueue.take} to drop. */
const fewEntries = 64;
/** The number of priorities whose newest run is remembered: a power of two. */
const tailCount = 8;

/**
 * A priority queue: the highest priority first; first in, first out within one priority. Skips entries that are no
 * longer live (whose job was cancelled).
 *
 * A binary heap of runs: a run is one entry, or a deque of entries of one priority that were pushed one after the other.
 * Entries of equal priority cost what the deque costs; n distinct priorities cost O(log n) each, and no object per
 * entry.
 */
export class PriorityQueue<T> {
  readonly #isLive: (entry: T) => boolean;
  /** The heap: for each run its priority, its position among runs of the same priority, and its content. */
  #priorities: number[] = [];
  #orders: number[] = [];
  #runs: (T | Deque<T>)[] = [];
  #firstOrder = 0;
  #lastOrder = 0;
  /** The priorities pushed last, and for each the deque to which its next entry is added. */
  readonly #tailPriorities: number[] = new Array<number>(tailCount).fill(Number.NaN);
  readonly #tails: (Deque<T> | undefined)[] = new Array<Deque<T> | undefined>(tailCount).fill(undefined);
  /** An empty deque for reuse. */
  #spare: Deque<T> | undefined;
  /** The number of entries, including dead ones. */
  #length = 0;

  constructor(isLive: (entry: T) => boolean) {
    this.#isLive = isLive;
  }

  push(entry: T, priority: number): void {
    this.#length += 1;
    const at = priority & (tailCount - 1);
    const tail = this.#tails[at];
    const again = this.#tailPriorities[at] === priority;
    if (again && tail !== undefined) return tail.push(entry);
    const deque = again || this.#runs.length === 0 ? this.#newDeque() : undefined;
    deque?.push(entry);
    this.#tailPriorities[at] = priority;
    this.#tails[at] = deque;
    this.#add(deque ?? entry, priority, ++this.#lastOrder);
  }

  /** Adds an entry before all others of its priority. */
  unshift(entry: T, priority: number): void {
    this.#length += 1;
    this.#add(entry, priority, --this.#firstOrder);
  }

  /** Returns the next live entry without removing it. */
  peek(): T | undefined {
    for (;;) {
      const run = this.#runs[0];
      if (run === undefined) return undefined;
      if (run instanceof Deque) {
        if (run.length > 0 && this.#isLive(run.first())) return run.first();
        if (run.length > 0) this.#shift(run);
        // The only deque stays: with one priority in use, nothing is allocated.
        else if (this.#runs.length === 1) return undefined;
        else this.#dropEmpty(run);
      } else {
        if (this.#isLive(run)) return run;
        this.#length -= 1;
        this.#dropFirst();
      }
    }
  }

  /** Removes and returns the next live entry, the one that {@link peek} returns. */
  take(): T | undefined {
    const entry = this.peek();
    if (entry === undefined) return undefined;
    const run = this.#runs[0];
    if (run instanceof Deque) {
      this.#shift(run);
    } else {
      this.#length -= 1;
      this.#dropFirst();
    }
    return entry;
  }

  /**
   * Drops dead entries once they are the large majority, so that memory is proportional to the live ones, at constant
   * amortized cost.
   */
  compact(live: number): void {
    if (this.#length <= fewEntries || this.#length <= 4 * live) return;
    const entries = this.#inOrder().flatMap(({ priority, run }) => {
      const all = run instanceof Deque ? [...run] : [run];
      return all.filter(this.#isLive).map((entry) => ({ entry, priority }));
    });
    this.#priorities = [];
    this.#orders = [];
    this.#runs = [];
    this.#length = 0;
    this.#tailPriorities.fill(Number.NaN);
    this.#tails.fill(undefined);
    for (const { entry, priority } of entries) this.push(entry, priority);
  }

  /** Iterates over the live entries, in order. */
  *[Symbol.iterator](): Generator<T> {
    for (const { run } of this.#inOrder()) {
      if (!(run instanceof Deque)) {
        if (this.#isLive(run)) yield run;
      } else for (const entry of run) if (this.#isLive(entry)) yield entry;
    }
  }

  #newDeque(): Deque<T> {
    const deque = this.#spare ?? new Deque<T>();
    this.#spare = undefined;
    return deque;
  }

  #shift(run: Deque<T>): void {
    run.shift();
    this.#length -= 1;
  }

  #inOrder(): { priority: number; order: number; run: T | Deque<T> }[] {
    return this.#runs
      .map((run, i) => ({ priority: this.#priorities[i] as number, order: this.#orders[i] as number, run }))
      .sort((a, b) => (goesBefore(a.priority, a.order, b.priority, b.order) ? -1 : 1));
  }

  /** Adds a run at the bottom of the heap and moves it up to its place. */
  #add(run: T | Deque<T>, priority: number, order: number): void {
    let at = this.#runs.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!goesBefore(priority, order, this.#priorities[above] as number, this.#orders[above] as number)) break;
      this.#move(above, at);
      at = above;
    }
    this.#put(run, priority, order, at);
  }

  #dropEmpty(deque: Deque<T>): void {
    this.#forgetTail(deque, this.#priorities[0] as number);
    this.#dropFirst();
    this.#spare = deque;
  }

  /** Removes the first run; the last one of the heap takes its place and moves down from there. */
  #dropFirst(): void {
    const run = this.#runs.pop() as T | Deque<T>;
    const priority = this.#priorities.pop() as number;
    const order = this.#orders.pop() as number;
    if (this.#runs.length === 0) return;
    let at = 0;
    for (let below = this.#firstBelow(at); below > 0; below = this.#firstBelow(at)) {
      if (!goesBefore(this.#priorities[below] as number, this.#orders[below] as number, priority, order)) break;
      this.#move(below, at);
      at = below;
    }
    this.#put(run, priority, order, at);
  }

  /** Returns the index of the child that comes first, or -1 when there is none. */
  #firstBelow(at: number): number {
    const left = 2 * at + 1;
    const right = left + 1;
    const priorities = this.#priorities;
    const orders = this.#orders;
    if (left >= priorities.length) return -1;
    if (right >= priorities.length) return left;
    const [a, b] = [priorities[left] as number, priorities[right] as number];
    return goesBefore(b, orders[right] as number, a, orders[left] as number) ? right : left;
  }

  #move(from: number, to: number): void {
    this.#put(this.#runs[from] as T | Deque<T>, this.#priorities[from] as number, this.#orders[from] as number, to);
  }

  #put(run: T | Deque<T>, priority: number, order: number, at: number): void {
    this.#runs[at] = run;
    this.#priorities[at] = priority;
    this.#orders[at] = order;
  }

  /** Forgets the tail of a deque that leaves the heap, so that nothing is added to it. */
  #forgetTail(deque: Deque<T>, priority: number): void {
    const at = priority & (tailCount - 1);
    if (this.#tails[at] === deque) this.#tails[at] = undefined;
  }
}

function goesBefore(priority: number, order: number, otherPriority: number, otherOrder: number): boolean {
  return priority > otherPriority || (priority === otherPriority && order < otherOrder);
}
