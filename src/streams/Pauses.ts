import { StreamReceiver } from './StreamReceiver.js';

/** The streams that one slow receiver pauses; more than one where streams were merged. */
export class Pauses {
  readonly #resumes = new Map<StreamReceiver, () => void>();

  /** True while a stream is paused. */
  get any(): boolean {
    return this.#resumes.size > 0;
  }

  /** Pauses the stream whose value is being delivered, if there is one and it is not `except`. */
  pauseCurrent(except?: StreamReceiver): void {
    const { current } = StreamReceiver;
    if (current === undefined || current === except || this.#resumes.has(current)) return;
    this.#resumes.set(current, current.pause());
  }

  /** Resumes all paused streams. */
  release(): void {
    const resumes = [...this.#resumes.values()];
    this.#resumes.clear();
    for (const resume of resumes) resume();
  }
}
