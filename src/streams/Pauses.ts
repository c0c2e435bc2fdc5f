import { Inflow } from './StreamReceiver.js';

/** The flows that one receiver of their values holds back. There is more than one where streams were merged. */
export class Holds {
  readonly #releases = new Map<Inflow, () => void>();

  get any(): boolean {
    return this.#releases.size > 0;
  }

  /** Holds the flow whose value is being handed on, if there is one, but not the one that is excepted. */
  holdPresent(except?: Inflow): void {
    const { present } = Inflow;
    if (present === undefined || present === except || this.#releases.has(present)) return;
    this.#releases.set(present, present.hold());
  }

  release(): void {
    const releases = [...this.#releases.values()];
    this.#releases.clear();
    for (const release of releases) release();
  }
}
