import type { HostMessage } from '../protocol/messages.js';
import type { Port } from '../protocol/Transport.js';

/** Milliseconds to stay awake: about as long as it takes to be woken. */
const longest = 0.05;
/** Most times in a row to go to sleep at once, when staying awake was of no use. */
const mostRests = 63;

/**
 * A worker that has answered stays awake for a moment. Whoever calls task after task, each after the result of the one
 * before, need not wake it then, which takes longer than all else in a round trip: measured, it is half of the time
 * (`npm run bench -- round-trip`). When nobody calls in that moment, the worker goes to sleep at once the next time, then
 * the next three times, and so on, so that staying awake costs nearly nothing where it is of no use.
 */
export class Lingering {
  readonly #port: Port;
  readonly #now: () => number;
  #misses = 0;
  #rests = 0;

  constructor(port: Port, now: () => number) {
    this.#port = port;
    this.#now = now;
  }

  /** The next message, if it comes soon enough. */
  next(): HostMessage | undefined {
    if (this.#port.poll === undefined || this.#rests-- > 0) return undefined;
    const until = this.#now() + longest;
    do {
      const message = this.#port.poll();
      if (message !== undefined) return this.#worthIt(message);
    } while (this.#now() < until);
    this.#misses = Math.min(mostRests, this.#misses * 2 + 1);
    this.#rests = this.#misses;
    return undefined;
  }

  #worthIt(message: HostMessage): HostMessage {
    this.#misses = 0;
    this.#rests = 0;
    return message;
  }
}
