import { Backoff } from './Backoff.js';
import type { EventLoop } from './EventLoop.js';

/**
 * Milliseconds to spin: longer than an immediate answer takes, and longer than waking the thread takes. The clock of a
 * page may have a resolution of 0.1 ms: then it expires at the second tick.
 */
const longest = 0.12;
/** The most turns of the event loop, for clocks with a coarser resolution. */
const mostTurns = 200;

/**
 * Keeps the event loop awake for a moment while an answer is due that may come at once. Waking the thread takes longer
 * than the rest of a round trip: without the spin wait, one takes at least twice as long (`npm run bench --
 * round-trip`, `npm run bench -- browser`). The event loop turns meanwhile, so timers and I/O run as usual.
 *
 * It spins only within a conversation, where the last message has just arrived: a call after a rest has to wake the
 * other thread anyway. Where answers do not come in that moment, a {@link Backoff} soon skips nearly every spin.
 */
export class SpinWait {
  readonly #eventLoop: EventLoop;
  readonly #backoff = new Backoff();
  /** When the spin ends; `undefined` once the answer has arrived. */
  #until: number | undefined;
  #lastArrival = Number.NEGATIVE_INFINITY;
  #turnsLeft = 0;
  #spinning = false;

  constructor(eventLoop: EventLoop) {
    this.#eventLoop = eventLoop;
  }

  /** Starts or prolongs the spin: an answer may arrive in a moment. */
  stay(): undefined {
    const now = this.#eventLoop.now();
    if (now - this.#lastArrival > longest || !this.#backoff.isDue()) return;
    this.#until = now + longest;
    this.#turnsLeft = mostTurns;
    if (this.#spinning) return;
    this.#spinning = true;
    this.#eventLoop.yieldToEventLoop(this.#turn);
  }

  /** Ends the spin: the answer has arrived. */
  messageArrived(): void {
    this.#lastArrival = this.#eventLoop.now();
    if (!this.#spinning) return;
    this.#until = undefined;
    this.#backoff.hit();
  }

  readonly #turn = (): void => {
    if (this.#until === undefined) return this.#sleep();
    this.#turnsLeft -= 1;
    if (this.#turnsLeft > 0 && this.#eventLoop.now() < this.#until) return this.#eventLoop.yieldToEventLoop(this.#turn);
    this.#backoff.missed();
    this.#sleep();
  };

  #sleep(): void {
    this.#spinning = false;
  }
}
