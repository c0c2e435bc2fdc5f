import type { Parcel } from './PendingJob.js';

/** The parcels that are not settled, by the ids of their jobs. */
export class Parcels {
  readonly #byId = new Map<string, Parcel>();
  #waiting = 0;

  /** Calls that have not begun, as far as is known here. */
  get waiting(): number {
    return this.#waiting;
  }

  get(id: string): Parcel | undefined {
    return this.#byId.get(id);
  }

  add(parcel: Parcel): void {
    this.#byId.set(parcel.id, parcel);
    this.#waiting += parcel.calls;
  }

  begins(parcel: Parcel): void {
    if (this.has(parcel)) this.#waiting -= parcel.calls;
  }

  has(parcel: Parcel): boolean {
    return this.#byId.get(parcel.id) === parcel;
  }

  /** `false` when it was not there any more. */
  remove(parcel: Parcel): boolean {
    if (!this.has(parcel)) return false;
    if (!parcel.begun) this.#waiting -= parcel.calls;
    return this.#byId.delete(parcel.id);
  }

  ids(): string[] {
    return [...this.#byId.keys()];
  }

  [Symbol.iterator](): Iterator<Parcel> {
    return this.#byId.values();
  }
}
