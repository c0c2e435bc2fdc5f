import { Backoff } from './Backoff.js';
import type { EventLoop } from './EventLoop.js';

/**
 * Milliseconds to stay awake: longer than an answer takes that comes at once, and than it takes to be woken. A page's clock
 * may go in steps of a tenth: then it is the second step.
 */
const longest = 0.12;
/** Where the clock goes in longer steps, turns of the loop. */
const mostTurns = 200;

/**
 * Keeps the event loop from going to sleep for a moment, while something is due that may come at once. To be woken takes
 * longer than all else in a round trip: without this one takes twice as long and more (`npm run bench -- round-trip`,
 * `npm run bench:browser`). The loop turns meanwhile, so that timers, I/O and whatever else have their turn as ever. Where nothing comes in that moment, it soon sleeps at once nearly every time.
 */
export class SpinWait {
  readonly #turns: EventLoop;
  readonly #backoff = new Backoff();
  /** Until when, unless it has come. */
  #until: number | undefined;
  #turnsLeft = 0;
  #awake = false;

  constructor(turns: EventLoop) {
    this.#turns = turns;
  }

  /** Something may come in a moment. */
  stay(): void {
    if (!this.#backoff.isDue()) return;
    this.#until = this.#turns.now() + longest;
    this.#turnsLeft = mostTurns;
    if (this.#awake) return;
    this.#awake = true;
    this.#turns.yieldToEventLoop(this.#turn);
  }

  /** It has come. */
  heard(): void {
    if (!this.#awake) return;
    this.#until = undefined;
    this.#backoff.hit();
  }

  readonly #turn = (): void => {
    if (this.#until === undefined) return this.#sleep();
    this.#turnsLeft -= 1;
    if (this.#turnsLeft > 0 && this.#turns.now() < this.#until) return this.#turns.yieldToEventLoop(this.#turn);
    this.#backoff.missed();
    this.#sleep();
  };

  #sleep(): void {
    this.#awake = false;
  }
}
