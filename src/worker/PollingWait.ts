import type { HostMessage } from '../protocol/messages.js';
import type { Port } from '../protocol/Transport.js';
import { Backoff } from '../time/Backoff.js';
import type { EventLoop } from '../time/EventLoop.js';
import { SpinWait } from '../time/SpinWait.js';

/** Milliseconds to wait: about as long as it takes to be woken. */
const longest = 0.05;

/**
 * A worker that has answered stays awake for a moment. Whoever calls task after task, each after the result of the one
 * before, need not wake it then, which takes longer than all else in a round trip: measured, it is half of the time
 * (`npm run bench -- round-trip`). When nobody calls in that moment, the worker goes to sleep at once the next time, then
 * the next three times, and so on, so that staying awake costs nearly nothing where it is of no use.
 *
 * Where the platform tells what has arrived it is asked, again and again; elsewhere the event loop is kept awake.
 */
export class PollingWait {
  readonly #port: Port;
  readonly #turns: EventLoop;
  readonly #backoff = new Backoff();
  readonly #awake: SpinWait;

  constructor(port: Port, turns: EventLoop) {
    this.#port = port;
    this.#turns = turns;
    this.#awake = new SpinWait(turns);
  }

  /** The next message, if it can be had at once. */
  next(): HostMessage | undefined {
    if (this.#port.poll !== undefined) return this.#backoff.isDue() ? this.#poll() : undefined;
    this.#awake.stay();
    return undefined;
  }

  /** A message has come by itself. */
  heard(): void {
    this.#awake.heard();
  }

  #poll(): HostMessage | undefined {
    const until = this.#turns.now() + longest;
    do {
      const message = this.#port.poll?.();
      if (message !== undefined) {
        this.#backoff.hit();
        return message;
      }
    } while (this.#turns.now() < until);
    this.#backoff.missed();
    return undefined;
  }
}
