import { afterThisTurn, nextTurn, now } from '../time/systemTimers.js';

/** Milliseconds for which workers are refilled without a break. */
const longestTurn = 8;

/**
 * Says when to hand out tasks: as soon as the present code has run, but now and then not before the event loop has
 * turned. Node hears a port for as long as messages come, a thousand of them: workers that are refilled while they are
 * heard would keep timers, I/O and each other waiting for hundreds of milliseconds. Without new tasks they run dry
 * within their window, and everybody has their turn.
 */
export class YieldPolicy {
  readonly #time: () => number;
  #turned: number;

  constructor(time = now) {
    this.#time = time;
    this.#turned = time();
  }

  /** Runs the function when the present code has run, or in the next turn. */
  soon(fn: () => void): void {
    if (!this.passed) return afterThisTurn(fn);
    nextTurn(() => {
      this.#turned = this.#time();
      fn();
    });
  }

  /** Whether the event loop has not turned for too long, for all that is known. */
  get passed(): boolean {
    return this.#time() - this.#turned > longestTurn;
  }
}
