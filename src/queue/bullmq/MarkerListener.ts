import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { RedisAccess } from './RedisAccess.js';
import { withWatchdog } from './withWatchdog.js';

/** Seconds after which it wakes the server anyway: a marker may have been lost with a connection. */
const interval = 1;

/**
 * Wakes a server when there may be jobs: waits for BullMQ's marker, which exactly one of the waiting servers receives.
 */
export class MarkerListener {
  readonly #redis: RedisAccess;
  /** A blocking command holds the connection, so it is not shared. */
  readonly #client: Redis;
  readonly #wake: (marked: boolean) => void;
  #timer: NodeJS.Timeout | undefined;
  #listening = false;
  #closed = false;

  /** `wake` is called with true if the marker was received, which then no other server receives. */
  constructor(redis: RedisAccess, wake: (marked: boolean) => void) {
    this.#redis = redis;
    this.#client = redis.clients.make();
    this.#wake = wake;
  }

  /** Waits for the next marker and calls `wake` once. */
  listen(): void {
    if (this.#listening || this.#closed) return;
    this.#listening = true;
    void this.#wait();
  }

  /** Also wakes after this time, or earlier: timers of the platform are limited to 2^31 - 1 milliseconds. */
  wakeIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#wake(false), Math.min(milliseconds, 2 ** 31 - 1)).unref();
  }

  /** A marker in transit at this moment is lost; the other servers look for jobs after the interval anyway. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#redis.clients.end(this.#client);
  }

  async #wait(): Promise<void> {
    const marked = await this.#marked();
    this.#listening = false;
    if (marked || !this.#closed) this.#wake(marked);
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
