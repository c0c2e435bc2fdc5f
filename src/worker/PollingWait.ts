import type { HostMessage } from '../protocol/messages/HostMessage.js';
import type { Port } from '../protocol/Transport.js';
import { Backoff } from '../time/Backoff.js';
import type { EventLoop } from '../time/EventLoop.js';
import { SpinWait } from '../time/SpinWait.js';

/** Milliseconds to poll: about as long as waking the thread takes. */
const longest = 0.05;

/**
 * Keeps a worker awake for a moment after it has sent a result. A caller that submits task after task, each after the
 * result of the one before, need not wake the worker then, which takes half of a round trip
 * (`npm run bench -- round-trip`). When no message arrives in that moment, the worker skips the wait once, then three
 * times, and so on, so that waiting costs nearly nothing where it does not help.
 *
 * Where the platform can report pending messages, it is polled; elsewhere the event loop is kept awake.
 */
export class PollingWait {
  readonly #port: Port;
  readonly #eventLoop: EventLoop;
  readonly #backoff = new Backoff();
  readonly #spinWait: SpinWait;

  constructor(port: Port, eventLoop: EventLoop) {
    this.#port = port;
    this.#eventLoop = eventLoop;
    this.#spinWait = new SpinWait(eventLoop);
  }

  /** Returns the next message if it arrives at once. */
  next(): HostMessage | undefined {
    if (this.#port.poll !== undefined) return this.#backoff.isDue() ? this.#poll() : undefined;
    this.#spinWait.stay();
    return undefined;
  }

  /** Called when a message arrived without polling. */
  messageArrived(): void {
    this.#spinWait.messageArrived();
  }

  #poll(): HostMessage | undefined {
    const until = this.#eventLoop.now() + longest;
    do {
      const message = this.#port.poll?.();
      if (message !== undefined) {
        this.#backoff.hit();
        return message;
      }
    } while (this.#eventLoop.now() < until);
    this.#backoff.missed();
    return undefined;
  }
}
