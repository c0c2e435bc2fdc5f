import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { MarkerListener } from './MarkerListener.js';
import type { RedisAccess } from './RedisAccess.js';
import { runScript } from './scripts/runScript.js';
import { tradeKeys } from './scripts/trade.js';
import { type TakenJob, takenJobs } from './TakenJob.js';
import { withWatchdog } from './withWatchdog.js';

/** The end of a job as it is stored in its record. */
export interface EndedJob {
  readonly id: string;
  readonly lock: string;
  readonly outcome: 'completed' | 'failed';
  readonly value: string;
}

/** Settings of a {@link JobTrade}. */
export interface TradeSettings {
  readonly redis: RedisAccess;
  /** The server's name. */
  readonly name: string;
  readonly concurrency: number;
  readonly onError: (error: unknown) => void;
  readonly start: (job: TakenJob) => void;
}

/** Greatest number of jobs in one request, in each direction. */
const most = 500;
/** Milliseconds to wait for a reply. */
const patience = 10_000;
/** Milliseconds before a failed request is repeated. */
const pause = 500;

type Reply = [due: number, limited: number, more: number, jobs: (string | number | null)[]];

/**
 * Sends the ends of jobs to Redis and takes new jobs from it, both in one request. One request is in flight at a time,
 * and jobs that end meanwhile go with the next: batches grow with the load, and an idle server has no delay.
 *
 *   marker ──▶ request: ends, free slots ──▶ jobs ──start──▶ … ──ended──▶ ends
 */
export class JobTrade {
  readonly #settings: TradeSettings;
  readonly #marker: MarkerListener;
  readonly #token = randomUUID();
  #ends: EndedJob[] = [];
  #free: number;
  #requests = 0;
  #mayBeMore = true;
  #scheduled = false;
  #closing = false;
  #onIdle: (() => void) | undefined;

  constructor(settings: TradeSettings) {
    const { redis, concurrency } = settings;
    this.#settings = settings;
    this.#free = concurrency;
    this.#marker = new MarkerListener(redis, (marked) => this.#onWake(marked));
  }

  open(): void {
    this.#schedule();
  }

  /** A job has ended and its slot is free. `end` is omitted when BullMQ has stored it. */
  ended(end: EndedJob | undefined): void {
    this.#free += 1;
    if (end !== undefined) this.#ends.push(end);
    this.#schedule();
  }

  /**
   * Takes no more jobs; resolves when the running ones have ended, or at once with `force`, which also resolves an
   * earlier call.
   */
  async close(force: boolean): Promise<void> {
    this.#closing = true;
    if (force) this.#onIdle?.();
    else await this.#whenIdle();
    this.#marker.close();
  }

  #whenIdle(): Promise<void> {
    const idle = new Promise<void>((resolve) => (this.#onIdle = resolve));
    this.#schedule();
    return idle;
  }

  /** The marker is removed by its reader: with no free slot it is restored for another server. */
  #onWake(marked: boolean): void {
    if (this.#free > 0 && !this.#closing) this.#mayBeMore = true;
    else if (marked) this.#restoreMarker();
    this.#schedule();
  }

  #restoreMarker(): void {
    const { redis, onError } = this.#settings;
    redis.client.zadd(redis.keys.of('marker'), 0, '0').catch(onError);
  }

  /** Jobs that end in the same turn of the event loop go into one request. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(() => void this.#run());
  }

  async #run(): Promise<void> {
    while (this.#ends.length > 0 || (this.#mayBeMore && this.#free > 0 && !this.#closing)) await this.#trade();
    this.#scheduled = false;
    if (!this.#closing && this.#free > 0) this.#marker.listen();
    if (this.#closing && this.#free === this.#settings.concurrency) this.#onIdle?.();
  }

  async #trade(): Promise<void> {
    const ends = this.#ends.splice(0, most);
    const wanted = this.#closing ? 0 : Math.min(this.#free, most);
    const lock = `${this.#token}/${++this.#requests}`;
    const [due, limited, more, reply] = await this.#requestUntilAnswered(lock, wanted, ends);
    const jobs = takenJobs(reply, lock);
    this.#free -= jobs.length;
    this.#mayBeMore = more === 1 && jobs.length === wanted;
    if (limited > 0) this.#marker.wakeIn(limited);
    else if (due > 0) this.#marker.wakeIn(Math.max(0, due - Date.now()));
    for (const job of jobs) this.#settings.start(job);
  }

  /**
   * Repeats the same request until a reply arrives: Redis may have executed it, and then returns the same reply again.
   */
  async #requestUntilAnswered(lock: string, wanted: number, ends: readonly EndedJob[]): Promise<Reply> {
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
