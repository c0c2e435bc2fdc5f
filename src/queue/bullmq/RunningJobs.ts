import type { Redis } from 'ioredis';
import type { Json } from '../codec/Json.js';
import { parse } from './ends.js';
import type { RedisAccess } from './RedisAccess.js';
import { runScript } from './scripts/runScript.js';

/** Interval of the ticker in milliseconds. */
const tick = 1;
/** The longest interval of the platform's timers. */
const longestInterval = 2 ** 31 - 1;

/** One run of a job. */
export interface Run {
  readonly id: string;
  readonly lock: string;
  readonly controller: AbortController;
  /** Ticks since the start; at the second one the `active` event is emitted. */
  ticks: number;
}

/**
 * The running jobs of a server: renews their locks and aborts those that are to stop. The stop reason is written to the
 * job's record before it is published, and the record is read when the job is taken, so that no request to stop is
 * missed.
 *
 * The `active` event is emitted only for jobs that run longer than a moment: the end of a shorter one implies its
 * start, and a second log entry for each short job would double the work of all readers.
 */
export class RunningJobs {
  readonly #redis: RedisAccess;
  readonly #subscriber: Redis;
  readonly #onError: (error: unknown) => void;
  readonly #runs = new Map<string, Run>();
  #renewing: NodeJS.Timeout | undefined;
  #ticker: NodeJS.Timeout | undefined;

  constructor(redis: RedisAccess, onError: (error: unknown) => void) {
    this.#redis = redis;
    this.#subscriber = redis.clients.make();
    this.#onError = onError;
  }

  /** Subscribes to requests to stop; after a lost connection the records of all running jobs are read. */
  async open(): Promise<void> {
    this.#subscriber.on('message', (_channel: string, id: string) => this.#checkForStop(id));
    this.#subscriber.on('ready', () => {
      for (const id of this.#runs.keys()) this.#checkForStop(id);
    });
    const { lockDuration } = this.#redis.settings;
    this.#renewing = setInterval(
      () => void this.renew().catch(this.#onError),
      Math.min(lockDuration / 3, longestInterval),
    ).unref();
    await this.#subscriber.subscribe(this.#redis.keys.channel);
  }

  close(): void {
    clearInterval(this.#renewing);
    clearInterval(this.#ticker);
    this.#redis.clients.end(this.#subscriber);
  }

  add(id: string, lock: string, stopReason: string | null): Run {
    const run = { id, lock, controller: new AbortController(), ticks: 0 };
    this.#runs.set(id, run);
    this.#ticker ??= setInterval(() => this.#tick(), tick).unref();
    if (stopReason !== null) run.controller.abort(reasonOf(stopReason));
    return run;
  }

  delete(run: Run): void {
    if (this.#runs.get(run.id) === run) this.#runs.delete(run.id);
  }

  /** Renews all locks. A job whose lock is lost is run by another server or gone, so its run is aborted. */
  async renew(): Promise<void> {
    if (this.#runs.size === 0) return;
    const { client, keys, settings } = this.#redis;
    const runs = new Map(this.#runs);
    const locks = [...runs].flatMap(([id, { lock }]) => [id, lock]);
    const names = [keys.of('stalled'), keys.of('active')];
    const lost = await runScript(client, 'fxRenew', names, [keys.base, settings.lockDuration, ...locks]);
    for (const id of lost as string[]) {
      const run = this.#runs.get(id);
      if (run !== undefined && run === runs.get(id)) run.controller.abort(null);
    }
  }

  #tick(): void {
    const started: string[] = [];
    let young = false;
    for (const run of this.#runs.values()) {
      if (run.ticks < 2 && ++run.ticks === 2) started.push(run.id);
      young ||= run.ticks < 2;
    }
    if (started.length > 0) this.#emitActive(started);
    if (young) return;
    clearInterval(this.#ticker);
    this.#ticker = undefined;
  }

  #emitActive(ids: readonly string[]): void {
    const { client, keys } = this.#redis;
    const pipeline = client.pipeline();
    for (const id of ids) pipeline.xadd(keys.of('events'), '*', 'event', 'active', 'jobId', id, 'prev', 'waiting');
    pipeline.exec().catch(this.#onError);
  }

  #checkForStop(id: string): void {
    const run = this.#runs.get(id);
    if (run === undefined) return;
    this.#redis.client.hget(this.#redis.keys.job(id), 'fxa').then((stopReason) => {
      if (stopReason !== null) run.controller.abort(reasonOf(stopReason));
    }, this.#onError);
  }
}

/** Returns the abort reason that is stored in the record. */
function reasonOf(stopReason: string): Json {
  return parse(stopReason) ?? null;
}
