import type { PendingJob } from './PendingJob.js';

/** The unsettled pending jobs, by id. */
export class PendingJobIndex {
  readonly #byId = new Map<string, PendingJob>();
  #waiting = 0;

  /** The number of calls that are not known to have started. */
  get waiting(): number {
    return this.#waiting;
  }

  get(id: string): PendingJob | undefined {
    return this.#byId.get(id);
  }

  add(pendingJob: PendingJob): void {
    this.#byId.set(pendingJob.id, pendingJob);
    this.#waiting += pendingJob.calls;
  }

  started(pendingJob: PendingJob): void {
    if (this.has(pendingJob)) this.#waiting -= pendingJob.calls;
  }

  has(pendingJob: PendingJob): boolean {
    return this.#byId.get(pendingJob.id) === pendingJob;
  }

  /** Returns `false` if the job was not in the index. */
  remove(pendingJob: PendingJob): boolean {
    if (!this.has(pendingJob)) return false;
    if (!pendingJob.started) this.#waiting -= pendingJob.calls;
    return this.#byId.delete(pendingJob.id);
  }

  ids(): string[] {
    return [...this.#byId.keys()];
  }

  [Symbol.iterator](): Iterator<PendingJob> {
    return this.#byId.values();
  }
}
