import type { PendingJob } from './PendingJob.js';

/** The parcels that are not settled, by the ids of their jobs. */
export class PendingJobIndex {
  readonly #byId = new Map<string, PendingJob>();
  #waiting = 0;

  /** Calls that have not begun, as far as is known here. */
  get waiting(): number {
    return this.#waiting;
  }

  get(id: string): PendingJob | undefined {
    return this.#byId.get(id);
  }

  add(parcel: PendingJob): void {
    this.#byId.set(parcel.id, parcel);
    this.#waiting += parcel.calls;
  }

  begins(parcel: PendingJob): void {
    if (this.has(parcel)) this.#waiting -= parcel.calls;
  }

  has(parcel: PendingJob): boolean {
    return this.#byId.get(parcel.id) === parcel;
  }

  /** `false` when it was not there any more. */
  remove(parcel: PendingJob): boolean {
    if (!this.has(parcel)) return false;
    if (!parcel.begun) this.#waiting -= parcel.calls;
    return this.#byId.delete(parcel.id);
  }

  ids(): string[] {
    return [...this.#byId.keys()];
  }

  [Symbol.iterator](): Iterator<PendingJob> {
    return this.#byId.values();
  }
}
