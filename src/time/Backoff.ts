/** Most times in a row to leave it out. */
const mostRests = 63;

/**
 * Whether what costs something, and may be of no use, is worth another try: after each miss in a row it is left out for
 * twice as many times, 1, 3, 7 … 63; after a hit it is tried every time.
 */
export class Backoff {
  #misses = 0;
  #rests = 0;

  /** Asked each time: whether to try it now. */
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
