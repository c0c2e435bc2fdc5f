import { StreamReceiver } from './StreamReceiver.js';

/** The flows that one receiver of their values holds back. There is more than one where streams were merged. */
export class Pauses {
  readonly #releases = new Map<StreamReceiver, () => void>();

  get any(): boolean {
    return this.#releases.size > 0;
  }

  /** Holds the flow whose value is being handed on, if there is one, but not the one that is excepted. */
  pauseCurrent(except?: StreamReceiver): void {
    const { present } = StreamReceiver;
    if (present === undefined || present === except || this.#releases.has(present)) return;
    this.#releases.set(present, present.pause());
  }

  release(): void {
    const releases = [...this.#releases.values()];
    this.#releases.clear();
    for (const release of releases) release();
  }
}
