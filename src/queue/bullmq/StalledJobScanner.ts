import type { Redis } from 'ioredis';
import type { RedisKeys } from './RedisKeys.js';
import { runScript } from './scripts/runScript.js';

/** A job that was returned this often without being started has an unreadable record. */
const mostReturns = 5;
/** The longest interval of the platform's timers. */
const longestInterval = 2 ** 31 - 1;

/** Settings of a {@link StalledJobScanner}. */
export interface StallSettings {
  readonly client: Redis;
  readonly keys: RedisKeys;
  readonly lockDuration: number;
  readonly stalledInterval: number;
  /** Milliseconds for which the end of a job is kept. */
  readonly keep: number;
  /** BullMQ's own scan, which returns the jobs of dead servers to the queue. */
  readonly scan: () => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

/**
 * Finds jobs whose server is dead, in every process that serves the queue or waits for a job: a server renews the locks
 * of its jobs, so an expired lock means that the server is dead.
 *
 * While Redis was unreachable no lock could be renewed. After such a pause no scan runs for as long as a lock lasts, so
 * that live servers can renew theirs.
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

  /** Returns true during the quiet time after a pause. */
  #isQuiet(): boolean {
    const { lockDuration, stalledInterval } = this.#settings;
    const now = performance.now();
    if (now - this.#lastScan > 3 * stalledInterval) this.#quietUntil = now + lockDuration;
    this.#lastScan = now;
    return now < this.#quietUntil;
  }

  /** Ends the jobs of dead servers that have no attempts left, then returns the others to the queue. */
  async #scan(): Promise<void> {
    const { client, keys, keep, scan } = this.#settings;
    const names = [keys.of('stalled'), keys.of('active'), keys.of('failed'), keys.of('events')];
    await runScript(client, 'fxBury', names, [keys.base, Date.now(), keep, mostReturns]);
    await scan();
  }
}
