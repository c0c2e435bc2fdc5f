import type { Redis } from 'ioredis';
import type { RedisKeys } from './RedisKeys.js';
import { runScript } from './scripts/runScript.js';

/** A job that came back so often without having begun has something wrong with it that nobody can read. */
const mostReturns = 5;
/** The longest interval that the platform's timers take. */
const longestInterval = 2 ** 31 - 1;

/** What the watch works with. */
export interface StallSettings {
  readonly client: Redis;
  readonly keys: RedisKeys;
  readonly lockDuration: number;
  readonly stalledInterval: number;
  /** Milliseconds that the end of a job is kept. */
  readonly keep: number;
  /** BullMQ's own scan: puts the jobs of dead servers back. */
  readonly scan: () => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

/**
 * Looks for jobs whose server is dead, in every process that serves or waits: a server renews the lock of each of its
 * jobs, and a lock that has expired says that nobody does.
 *
 * When Redis was away nobody could renew anything. So after a pause it is quiet for as long as a lock lasts, and whoever
 * lives has time to take its locks back.
 */
export class StalledJobScanner {
  readonly #settings: StallSettings;
  readonly #timer: NodeJS.Timeout;
  #scanning = false;
  #lastScan = 0;
  #quietUntil = 0;

  constructor(settings: StallSettings) {
    this.#settings = settings;
    this.#timer = setInterval(() => void this.#tick(), Math.min(settings.stalledInterval, longestInterval));
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #tick(): Promise<void> {
    if (this.#scanning) return;
    this.#scanning = true;
    try {
      await this.#settings.client.ping();
      if (!this.#isQuiet()) await this.#scan();
    } catch (error) {
      this.#settings.onError(error);
    }
    this.#scanning = false;
  }

  /** Whether there was a pause, just now or a short while ago. */
  #isQuiet(): boolean {
    const { lockDuration, stalledInterval } = this.#settings;
    const now = performance.now();
    if (now - this.#lastScan > 3 * stalledInterval) this.#quietUntil = now + lockDuration;
    this.#lastScan = now;
    return now < this.#quietUntil;
  }

  /** Of the jobs whose server is dead, those that may begin again go back to the queue. The others have ended by then. */
  async #scan(): Promise<void> {
    const { client, keys, keep, scan } = this.#settings;
    const names = [keys.of('stalled'), keys.of('active'), keys.of('failed'), keys.of('events')];
    await runScript(client, 'fxBury', names, [keys.base, Date.now(), keep, mostReturns]);
    await scan();
  }
}
