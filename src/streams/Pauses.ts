import { deliveringSource, type PausableSource } from './PausableSource.js';

/** The sources that one consumer pauses while it is full; more than one where sources were merged. */
export class Pauses {
  readonly #resumes = new Map<PausableSource, () => void>();

  /** True while a source is paused. */
  get any(): boolean {
    return this.#resumes.size > 0;
  }

  /** Pauses the source whose value is being delivered, if there is one and it is not `except`. */
  pauseCurrent(except?: PausableSource): void {
    const source = deliveringSource();
    if (source === undefined || source === except || this.#resumes.has(source)) return;
    this.#resumes.set(source, source.pause());
  }

  /** Resumes all paused sources. */
  release(): void {
    const resumes = [...this.#resumes.values()];
    this.#resumes.clear();
    for (const resume of resumes) resume();
  }
}
