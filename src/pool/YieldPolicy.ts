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
  /** The time of the first message since the event loop has turned; `undefined` while there was none. */
  #deliveringSince: number | undefined;

  constructor(time = now) {
    this.#time = time;
  }

  /** Called when a message is delivered: others may follow before the event loop turns. */
  messageArrived(): void {
    if (this.#deliveringSince !== undefined) return;
    this.#deliveringSince = this.#time();
    nextTurn(this.#turned);
  }

  /** Runs the function after the current code, or in the next turn of the event loop. */
  soon(fn: () => void): void {
    if (this.mustYield) nextTurn(fn);
    else afterThisTurn(fn);
  }

  /** True if the event loop has to turn first: it has delivered messages for too long. */
  get mustYield(): boolean {
    return this.#deliveringSince !== undefined && this.#time() - this.#deliveringSince > longestTurn;
  }

  readonly #turned = (): void => {
    this.#deliveringSince = undefined;
  };
}
