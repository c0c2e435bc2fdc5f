/** The most attempts that are skipped in a row. */
const mostRests = 63;

/**
 * Decides if an attempt that costs time, and may be useless, is due: after each miss in a row twice as many attempts
 * are skipped, 1, 3, 7 … 63; after a hit none is.
 */
export class Backoff {
  #misses = 0;
  #rests = 0;

  /** Returns true when the attempt is due. Called before each. */
  isDue(): boolean {
    if (this.#rests === 0) return true;
    this.#rests -= 1;
    return false;
  }

  hit(): void {
    this.#misses = 0;
    this.#rests = 0;
  }

  missed(): void {
    this.#misses = Math.min(mostRests, this.#misses * 2 + 1);
    this.#rests = this.#misses;
  }
}
