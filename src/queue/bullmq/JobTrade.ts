import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Bell } from './Bell.js';
import type { RedisAccess } from './RedisAccess.js';
import { runScript } from './scripts/runScript.js';
import { tradeKeys } from './scripts/trade.js';
import { type TakenJob, takenJobs } from './TakenJob.js';
import { withWatchdog } from './withWatchdog.js';

/** How a job has ended, as it is put into its record. */
export interface EndedJob {
  readonly id: string;
  readonly lock: string;
  readonly outcome: 'completed' | 'failed';
  readonly value: string;
}

/** What it works with. */
export interface TradeSettings {
  readonly redis: RedisAccess;
  /** The server's. */
  readonly name: string;
  readonly concurrency: number;
  readonly onError: (error: unknown) => void;
  readonly begin: (job: TakenJob) => void;
}

/** Jobs in one request, each way. */
const most = 500;
/** Milliseconds that an answer may take. */
const patience = 10_000;
/** Milliseconds until a request is repeated that Redis refused. */
const pause = 500;

type Reply = [due: number, limited: number, more: number, jobs: (string | number | null)[]];

/**
 * Gives ends of jobs to Redis and gets jobs from it, both in one request. There is one under way at a time, and what ends
 * meanwhile goes with the next: the busier it is, the more travels together, and an idle one waits for nothing.
 *
 *   bell ──▶ request: ends, free slots ──▶ jobs ──begin──▶ … ──over──▶ ends
 */
export class JobTrade {
  readonly #settings: TradeSettings;
  readonly #bell: Bell;
  readonly #token = randomUUID();
  #ends: EndedJob[] = [];
  #free: number;
  #requests = 0;
  #mayBeMore = true;
  #awake = false;
  #closing = false;
  #idle: (() => void) | undefined;

  constructor(settings: TradeSettings) {
    const { redis, concurrency } = settings;
    this.#settings = settings;
    this.#free = concurrency;
    this.#bell = new Bell(redis, (marked) => this.#ring(marked));
  }

  open(): void {
    this.#wake();
  }

  /** A job is over and its slot free; without an end somebody else has told of it. */
  over(end: EndedJob | undefined): void {
    this.#free += 1;
    if (end !== undefined) this.#ends.push(end);
    this.#wake();
  }

  /** Takes no more jobs; resolves when those that run are over, or at once, also who waits for that. */
  async close(force: boolean): Promise<void> {
    this.#closing = true;
    if (force) this.#idle?.();
    else await this.#whenIdle();
    this.#bell.close();
  }

  #whenIdle(): Promise<void> {
    const idle = new Promise<void>((resolve) => (this.#idle = resolve));
    this.#wake();
    return idle;
  }

  /** The marker was somebody else's chance, too: with no slot free it is put back. */
  #ring(marked: boolean): void {
    if (this.#free > 0 && !this.#closing) this.#mayBeMore = true;
    else if (marked) this.#putBack();
    this.#wake();
  }

  #putBack(): void {
    const { redis, onError } = this.#settings;
    redis.client.zadd(redis.keys.of('marker'), 0, '0').catch(onError);
  }

  /** Whatever ends in this turn of the loop goes together. */
  #wake(): void {
    if (this.#awake) return;
    this.#awake = true;
    process.nextTick(() => void this.#run());
  }

  async #run(): Promise<void> {
    while (this.#ends.length > 0 || (this.#mayBeMore && this.#free > 0 && !this.#closing)) await this.#trade();
    this.#awake = false;
    if (!this.#closing && this.#free > 0) this.#bell.listen();
    if (this.#closing && this.#free === this.#settings.concurrency) this.#idle?.();
  }

  async #trade(): Promise<void> {
    const ends = this.#ends.splice(0, most);
    const wanted = this.#closing ? 0 : Math.min(this.#free, most);
    const lock = `${this.#token}/${++this.#requests}`;
    const [due, limited, more, reply] = await this.#answer(lock, wanted, ends);
    const jobs = takenJobs(reply, lock);
    this.#free -= jobs.length;
    this.#mayBeMore = more === 1 && jobs.length === wanted;
    if (limited > 0) this.#bell.ringIn(limited);
    else if (due > 0) this.#bell.ringIn(Math.max(0, due - Date.now()));
    for (const job of jobs) this.#settings.begin(job);
  }

  /** The same request until it is answered: it may have been heard, and gives then what it gave before. */
  async #answer(lock: string, wanted: number, ends: readonly EndedJob[]): Promise<Reply> {
    const { redis, onError } = this.#settings;
    for (;;) {
      try {
        return (await withWatchdog(redis.client, patience, this.#request(lock, wanted, ends))) as Reply;
      } catch (error) {
        if (redis.client.status === 'end') return [0, 0, 0, []];
        onError(error);
        await wait(pause, undefined, { ref: false });
      }
    }
  }

  #request(lock: string, wanted: number, ends: readonly EndedJob[]): Promise<unknown> {
    const { redis, name } = this.#settings;
    const { keys, settings } = redis;
    const args: (string | number)[] = [keys.base, Date.now(), lock, settings.lockDuration, name, wanted];
    args.push(settings.eventLogLength);
    for (const end of ends) args.push(end.id, end.lock, end.outcome, end.value);
    return runScript(redis.client, 'fxTrade', tradeKeys(keys, this.#token), args);
  }
}
