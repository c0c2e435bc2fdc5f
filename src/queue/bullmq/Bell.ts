import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { RedisAccess } from './RedisAccess.js';
import { withWatchdog } from './withWatchdog.js';

/** Seconds after which it rings without a reason: a sign may have been lost with a connection. */
const interval = 1;

/** Rings when there may be jobs: a server waits for BullMQ's marker, which one of those who wait gets. */
export class Bell {
  readonly #redis: RedisAccess;
  /** It is blocked while it waits, so it is nobody else's. */
  readonly #client: Redis;
  readonly #ring: (marked: boolean) => void;
  #timer: NodeJS.Timeout | undefined;
  #listening = false;
  #closed = false;

  /** `ring`: told whether it was the marker, which nobody else gets then. */
  constructor(redis: RedisAccess, ring: (marked: boolean) => void) {
    this.#redis = redis;
    this.#client = redis.clients.make();
    this.#ring = ring;
  }

  /** Rings once, when there is something. */
  listen(): void {
    if (this.#listening || this.#closed) return;
    this.#listening = true;
    void this.#wait();
  }

  /** Rings after so many milliseconds, too. Timers take no more than 2^31 - 1 and ring at once beyond: it may ring early. */
  ringIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ring(false), Math.min(milliseconds, 2 ** 31 - 1)).unref();
  }

  /** A marker that is on its way just now is lost; those who wait look by themselves after the interval. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#redis.clients.end(this.#client);
  }

  async #wait(): Promise<void> {
    const marked = await this.#marked();
    this.#listening = false;
    if (marked || !this.#closed) this.#ring(marked);
  }

  async #marked(): Promise<boolean> {
    try {
      const marker = this.#client.bzpopmin(this.#redis.keys.of('marker'), interval);
      return (await withWatchdog(this.#client, 1000 * interval + 3000, marker)) !== null;
    } catch (error) {
      if (this.#closed) return false;
      this.#redis.settings.onError(error);
      await wait(500, undefined, { ref: false });
      return false;
    }
  }
}
