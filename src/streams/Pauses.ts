import { StreamReceiver } from './StreamReceiver.js';

/** The streams that one slow receiver pauses; more than one where streams were merged. */
export class Pauses {
  readonly #releases = new Map<StreamReceiver, () => void>();

  get any(): boolean {
    return this.#releases.size > 0;
  }

  /** Pauses the stream whose value is being delivered, if there is one and it is not `except`. */
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
