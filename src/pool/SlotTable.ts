import type { Job } from '../executor/Job.js';
import type { RegisteredFunction } from './FunctionRegistry.js';

/** A task in flight. */
export interface InFlightTask {
  readonly job: Job;
  readonly slot: number;
  readonly task: RegisteredFunction;
  /** The estimated cost at the time it was handed over, in milliseconds. */
  readonly cost: number;
  /** True if the task cannot be recalled: it is for this worker alone, or its arguments were moved to the worker. */
  readonly bound: boolean;
  /** The ordinal of the message that carried the task. */
  message: number;
  /** True if its job was settled while the task ran. */
  stopped: boolean;
  /**
   * The arguments of a job that counts as started once they are sent and releases them then: needed to send them again
   * when the worker cannot decode them. Released once the worker has started the task.
   */
  args: readonly unknown[] | undefined;
}

/** Owns the tasks in flight to one worker. A slot is free again when the worker has reported its task's outcome. */
export class SlotTable {
  readonly #entries: (InFlightTask | undefined)[];
  readonly #free: number[] = [];
  #next = 0;
  #count = 0;
  #cost = 0;

  constructor(size: number) {
    this.#entries = new Array<InFlightTask | undefined>(size);
  }

  /** The number of tasks in flight. */
  get count(): number {
    return this.#count;
  }

  /** Estimated milliseconds of work in flight. */
  get cost(): number {
    return this.#cost;
  }

  get full(): boolean {
    return this.#count === this.#entries.length;
  }

  at(slot: number): InFlightTask | undefined {
    return this.#entries[slot];
  }

  add(job: Job, task: RegisteredFunction, cost: number, bound: boolean): InFlightTask {
    const slot = this.#free.pop() ?? this.#next++;
    const entry = { job, slot, task, cost, bound, message: -1, stopped: false, args: undefined };
    this.#entries[slot] = entry;
    this.#count += 1;
    this.#cost += cost;
    return entry;
  }

  delete(slot: number): void {
    const entry = this.#entries[slot];
    if (entry === undefined) return;
    this.#entries[slot] = undefined;
    this.#free.push(slot);
    this.#count -= 1;
    this.#cost = this.#count === 0 ? 0 : this.#cost - entry.cost;
  }

  /** Returns the tasks in flight in the order they were handed over. */
  inOrder(): InFlightTask[] {
    const all = this.#entries.slice(0, this.#next).filter((entry) => entry !== undefined);
    return all.sort((a, b) => a.message - b.message || a.job.id - b.job.id);
  }
}
