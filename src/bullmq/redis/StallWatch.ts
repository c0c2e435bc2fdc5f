import type { Redis } from 'ioredis';
import { failedReason, parse } from './ends.js';
import type { RedisKeys } from './RedisKeys.js';
import { runScript } from './scripts.js';

/** A job that came back so often without having begun has something wrong with it that nobody can read. */
const mostReturns = 5;

/** What the watch works with. */
export interface StallSettings {
  readonly client: Redis;
  readonly keys: RedisKeys;
  readonly lockDuration: number;
  readonly stalledInterval: number;
  /** Milliseconds that the end of a job is kept. */
  readonly keep: number;
  /** BullMQ's own scan: puts the jobs of dead servers back, and gives their ids. */
  readonly scan: () => Promise<string[]>;
  readonly onError: (error: unknown) => void;
}

/**
 * Looks for jobs whose server is dead, in every process that serves or waits: a server renews the lock of each of its
 * jobs, and a lock that has expired says that nobody does.
 *
 * When Redis was away nobody could renew anything. So after a pause it is quiet for as long as a lock lasts, and whoever
 * lives has time to take its locks back.
 */
export class StallWatch {
  readonly #settings: StallSettings;
  readonly #timer: NodeJS.Timeout;
  #scanning = false;
  #lastScan = 0;
  #quietUntil = 0;

  constructor(settings: StallSettings) {
    this.#settings = settings;
    this.#timer = setInterval(() => void this.#tick(), settings.stalledInterval);
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

  async #scan(): Promise<void> {
    for (const id of await this.#settings.scan()) await this.#judge(id);
  }

  /** A job that has begun as often as it may is over; one that never began just waits for another server. */
  async #judge(id: string): Promise<void> {
    const { client, keys } = this.#settings;
    const [starts, options, returns] = await client.hmget(keys.job(id), 'fxs', 'opts', 'stc');
    const reason = reasonToBury(id, Number(starts ?? 0), options ?? '', Number(returns ?? 0));
    if (reason !== undefined) await this.#bury(id, reason);
  }

  async #bury(id: string, reason: string): Promise<void> {
    const { client, keys, keep } = this.#settings;
    const names = [keys.job(id), keys.of('wait'), keys.of('failed'), keys.of('events')];
    await runScript(client, 'fxBury', names, [id, Date.now(), failedReason({ kind: 'lost', reason }), keep]);
  }
}

function reasonToBury(id: string, starts: number, options: string, returns: number): string | undefined {
  const attempts = attemptsOf(options);
  if (attempts === undefined) return `the record of job ${id} cannot be read`;
  if (starts >= attempts) return `the server of job ${id} died while it ran`;
  if (starts === 0 && returns >= mostReturns) return `job ${id} cannot be begun by anybody`;
  return undefined;
}

/** How often a job may begin; `undefined` when its options cannot be read. */
function attemptsOf(options: string): number | undefined {
  const parsed = parse(options) as { attempts?: unknown } | null | undefined;
  if (parsed === undefined || parsed === null || typeof parsed !== 'object') return undefined;
  return typeof parsed.attempts === 'number' && parsed.attempts > 0 ? parsed.attempts : 1;
}
