import type { Redis } from 'ioredis';
import type { Json } from '../codec/Json.js';
import { parse } from './ends.js';
import type { RedisAccess } from './RedisAccess.js';
import { runScript } from './scripts/runScript.js';

/** Milliseconds after which it is told that a job has begun, and again as many at most. */
const moment = 1;
/** The longest interval that the platform's timers take. */
const longestInterval = 2 ** 31 - 1;

/** One run of a job, from its beginning to its end. */
export interface Run {
  readonly id: string;
  readonly lock: string;
  readonly controller: AbortController;
  /** By how many ticks it has lived: those of two are told of. */
  ticks: number;
}

/**
 * The jobs that run here: their locks, which are renewed, and the word that they are to stop. The word is in the job's
 * record before it is called out, and a record is read with the taking of the job: so it arrives, whichever comes first.
 *
 * That a job has begun is told of those that run longer than a moment: the end of the others is soon told, and says it,
 * too. Two entries in the log for each short job would be twice the work for everybody who reads it.
 */
export class RunningJobs {
  readonly #redis: RedisAccess;
  readonly #subscriber: Redis;
  readonly #onError: (error: unknown) => void;
  readonly #runs = new Map<string, Run>();
  #renewing: NodeJS.Timeout | undefined;
  #ticking: NodeJS.Timeout | undefined;

  constructor(redis: RedisAccess, onError: (error: unknown) => void) {
    this.#redis = redis;
    this.#subscriber = redis.clients.make();
    this.#onError = onError;
  }

  /** Hears of jobs that are to stop; after a cut connection all are looked at. */
  async open(): Promise<void> {
    this.#subscriber.on('message', (_channel: string, id: string) => this.#lookAt(id));
    this.#subscriber.on('ready', () => {
      for (const id of this.#runs.keys()) this.#lookAt(id);
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
    clearInterval(this.#ticking);
    this.#redis.clients.end(this.#subscriber);
  }

  add(id: string, lock: string, wish: string | null): Run {
    const run = { id, lock, controller: new AbortController(), ticks: 0 };
    this.#runs.set(id, run);
    this.#ticking ??= setInterval(() => this.#tick(), moment).unref();
    if (wish !== null) run.controller.abort(reasonOf(wish));
    return run;
  }

  delete(run: Run): void {
    if (this.#runs.get(run.id) === run) this.#runs.delete(run.id);
  }

  /** What is lost is in other hands, or gone: what is done here is of no use to anybody. */
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
    const begun: string[] = [];
    let young = false;
    for (const run of this.#runs.values()) {
      if (run.ticks < 2 && ++run.ticks === 2) begun.push(run.id);
      young ||= run.ticks < 2;
    }
    if (begun.length > 0) this.#tellBegun(begun);
    if (young) return;
    clearInterval(this.#ticking);
    this.#ticking = undefined;
  }

  #tellBegun(ids: readonly string[]): void {
    const { client, keys } = this.#redis;
    const pipeline = client.pipeline();
    for (const id of ids) pipeline.xadd(keys.of('events'), '*', 'event', 'active', 'jobId', id, 'prev', 'waiting');
    pipeline.exec().catch(this.#onError);
  }

  #lookAt(id: string): void {
    const run = this.#runs.get(id);
    if (run === undefined) return;
    this.#redis.client.hget(this.#redis.keys.job(id), 'fxa').then((wish) => {
      if (wish !== null) run.controller.abort(reasonOf(wish));
    }, this.#onError);
  }
}

/** Why a job is to stop, as it was put down. */
function reasonOf(wish: string): Json {
  return parse(wish) ?? null;
}
