/**
 * A source that its consumers can pause: the results of `stream`, `through`, `map` and `mapOn`.
 *
 * While it is paused it emits nothing, not even its end: what is finished waits in it, bounded by its `bufferSize`, and
 * it requests no more from its own source than that. So a pause travels upstream, stage by stage. Several pauses may
 * overlap: the source resumes when the last one has ended. Unsubscribing ends a paused source at once.
 */
export interface PausableSource {
  /** Pauses the source until the returned function is called, which may emit before it returns. */
  pause(): () => void;
}

let delivering: PausableSource | undefined;

/**
 * Returns the source that is delivering a value right now; of nested deliveries the innermost. A consumer that receives
 * a value through synchronous operators finds here which source to pause.
 */
export function deliveringSource(): PausableSource | undefined {
  return delivering;
}

/** Calls `deliver`, which passes values of the source to its subscriber. */
export function deliverFrom(source: PausableSource, deliver: () => void): void {
  const outer = delivering;
  delivering = source;
  try {
    deliver();
  } finally {
    delivering = outer;
  }
}

/** Counts the overlapping pauses of a source. */
export class PauseCounter {
  readonly #onResume: () => void;
  #count = 0;

  /** `onResume` is called when the last pause ends. */
  constructor(onResume: () => void) {
    this.#onResume = onResume;
  }

  get isPaused(): boolean {
    return this.#count > 0;
  }

  /** Adds a pause; returns the function that ends it, once. */
  pause(): () => void {
    let paused = true;
    this.#count += 1;
    return () => {
      if (!paused) return;
      paused = false;
      this.#count -= 1;
      if (this.#count === 0) this.#onResume();
    };
  }
}
