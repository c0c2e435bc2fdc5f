import { Backoff } from './Backoff.js';
import type { Turns } from './Turns.js';

/** Milliseconds to stay awake: longer than an answer takes that comes at once, and than it takes to be woken. */
const longest = 0.1;

/**
 * Keeps the event loop from going to sleep for a moment, while something is due that may come at once. To be woken takes
 * longer than all else in a round trip: measured, it is two thirds of one between threads and half of one in a browser
 * (`npm run bench -- round-trip`, `npm run bench:browser`). The loop turns meanwhile, so that timers, I/O and whatever
 * else have their turn as ever. Where nothing comes in that moment, it soon sleeps at once nearly every time.
 */
export class StayAwake {
  readonly #turns: Turns;
  readonly #backoff = new Backoff();
  /** Until when, unless it has come. */
  #until: number | undefined;
  #awake = false;

  constructor(turns: Turns) {
    this.#turns = turns;
  }

  /** Something may come in a moment. */
  stay(): void {
    if (!this.#backoff.isDue()) return;
    this.#until = this.#turns.now() + longest;
    if (this.#awake) return;
    this.#awake = true;
    this.#turns.nextTurn(this.#turn);
  }

  /** It has come. */
  heard(): void {
    if (!this.#awake) return;
    this.#until = undefined;
    this.#backoff.hit();
  }

  readonly #turn = (): void => {
    if (this.#until !== undefined && this.#turns.now() < this.#until) return this.#turns.nextTurn(this.#turn);
    this.#awake = false;
    if (this.#until !== undefined) this.#backoff.missed();
  };
}
