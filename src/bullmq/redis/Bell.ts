import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { answerOf } from './answerOf.js';

/** Seconds after which it rings without a reason: a sign may have been lost with a connection. */
const interval = 1;

/** Rings when there may be jobs: a server waits for BullMQ's marker, which one of those who wait gets. */
export class Bell {
  readonly #client: Redis;
  readonly #marker: string;
  readonly #ring: (marked: boolean) => void;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #listening = false;
  #closed = false;

  /** `ring`: told whether it was the marker, which nobody else gets then. */
  constructor(client: Redis, marker: string, ring: (marked: boolean) => void, onError: (error: unknown) => void) {
    this.#client = client;
    this.#marker = marker;
    this.#ring = ring;
    this.#onError = onError;
  }

  /** Rings once, when there is something. */
  listen(): void {
    if (this.#listening || this.#closed) return;
    this.#listening = true;
    void this.#wait();
  }

  /** Rings after so many milliseconds, too. */
  ringIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ring(false), milliseconds).unref();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #wait(): Promise<void> {
    const marked = await this.#marked();
    this.#listening = false;
    if (!this.#closed) this.#ring(marked);
  }

  async #marked(): Promise<boolean> {
    try {
      return (
        (await answerOf(this.#client, 1000 * interval + 3000, this.#client.bzpopmin(this.#marker, interval))) !== null
      );
    } catch (error) {
      if (this.#closed) return false;
      this.#onError(error);
      await wait(500, undefined, { ref: false });
      return false;
    }
  }
}
