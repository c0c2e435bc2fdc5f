import type { HostMessage } from '../protocol/messages/HostMessage.js';
import type { Port } from '../protocol/Transport.js';
import { Backoff } from '../time/Backoff.js';
import type { EventLoop } from '../time/EventLoop.js';
import type { MessageWait } from './MessageWait.js';

/** Milliseconds to poll: about as long as waking the thread takes. */
const longest = 0.05;

/**
 * Polls the port for a moment. When no message arrives in that moment, the worker skips the wait once, then three times,
 * and so on, so that waiting costs nearly nothing where it does not help.
 */
export class PollingWait implements MessageWait {
  readonly #poll: NonNullable<Port['poll']>;
  readonly #eventLoop: EventLoop;
  readonly #backoff = new Backoff();

  constructor(poll: NonNullable<Port['poll']>, eventLoop: EventLoop) {
    this.#poll = poll;
    this.#eventLoop = eventLoop;
  }

  /** Does nothing: only messages that arrive while the port is polled count. */
  messageArrived(): void {}

  /** Returns the next message if it arrives at once. */
  stay(): HostMessage | undefined {
    if (!this.#backoff.isDue()) return undefined;
    const until = this.#eventLoop.now() + longest;
    do {
      const message = this.#poll();
      if (message !== undefined) {
        this.#backoff.hit();
        return message;
      }
    } while (this.#eventLoop.now() < until);
    this.#backoff.missed();
    return undefined;
  }
}
