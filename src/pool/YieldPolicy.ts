import { afterThisTurn, nextTurn, now } from '../time/systemTimers.js';

/** Milliseconds for which workers are refilled before the event loop has to turn. */
const longestTurn = 8;

/**
 * Decides when to hand out tasks: after the current code has run, but from time to time only after the event loop has
 * turned. Node delivers up to a thousand messages of a port in one go: refilling workers while their messages are
 * delivered would keep timers, I/O and other workers waiting for hundreds of milliseconds. Without new tasks the
 * workers run dry within their window, and the event loop turns.
 */
export class YieldPolicy {
  readonly #time: () => number;
  #turned: number;

  constructor(time = now) {
    this.#time = time;
    this.#turned = time();
  }

  /** Runs the function after the current code, or in the next turn of the event loop. */
  soon(fn: () => void): void {
    if (!this.mustYield) return afterThisTurn(fn);
    nextTurn(() => {
      this.#turned = this.#time();
      fn();
    });
  }

  /** True if the event loop has to turn first: as far as this policy can see, it has not for too long. */
  get mustYield(): boolean {
    return this.#time() - this.#turned > longestTurn;
  }
}
