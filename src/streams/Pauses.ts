import { deliveringSource, type PausableSource } from './PausableSource.js';

/** The stages whose inputs pause a source at the moment. */
const pausing = new WeakMap<PausableSource, Set<PausableSource>>();

/** The sources that one consumer pauses while it is full; more than one where sources were merged. */
export class Pauses {
  readonly #owner: PausableSource | undefined;
  readonly #resumes = new Map<PausableSource, () => void>();

  /**
   * `owner` is the source that emits what the consumer makes of its values, if there is one. A source that already
   * holds the owner back is not paused: in a feedback loop each would wait for the other.
   */
  constructor(owner?: PausableSource) {
    this.#owner = owner;
  }

  /** True while a source is paused. */
  get any(): boolean {
    return this.#resumes.size > 0;
  }

  /** Pauses the source whose value is being delivered, if there is one. */
  pauseCurrent(): void {
    const source = deliveringSource();
    if (source === undefined || this.#resumes.has(source)) return;
    const owner = this.#owner;
    if (owner === undefined) return void this.#resumes.set(source, source.pause());
    if (holdsBack(source, owner)) return;
    const owners = pausing.get(source) ?? new Set();
    pausing.set(source, owners.add(owner));
    const resume = source.pause();
    this.#resumes.set(source, () => {
      owners.delete(owner);
      resume();
    });
  }

  /** Resumes all paused sources. */
  release(): void {
    if (this.#resumes.size === 0) return;
    const resumes = [...this.#resumes.values()];
    this.#resumes.clear();
    for (const resume of resumes) resume();
  }
}

/** Returns true when the source is the stage itself, or pauses it, directly or through others. */
function holdsBack(source: PausableSource, stage: PausableSource): boolean {
  if (source === stage) return true;
  for (const each of pausing.get(stage) ?? []) if (holdsBack(source, each)) return true;
  return false;
}
