import type { Redis } from 'ioredis';
import type { Json } from '../Json.js';
import { parse } from './ends.js';
import type { RedisKeys } from './RedisKeys.js';

/**
 * The jobs that run here, and the word that they are to stop. The word is in the job's record before it is called out, and
 * a job is in this table before its record is read: so it arrives, whichever comes first.
 */
export class RunningJobs {
  readonly #client: Redis;
  readonly #subscriber: Redis;
  readonly #keys: RedisKeys;
  readonly #onError: (error: unknown) => void;
  readonly #jobs = new Map<string, AbortController>();

  constructor(client: Redis, subscriber: Redis, keys: RedisKeys, onError: (error: unknown) => void) {
    this.#client = client;
    this.#subscriber = subscriber;
    this.#keys = keys;
    this.#onError = onError;
  }

  /** Hears of jobs that are to stop; after a cut connection all are looked at. */
  async open(): Promise<void> {
    this.#subscriber.on('message', (_channel: string, id: string) => this.#lookAt(id));
    this.#subscriber.on('ready', () => {
      for (const id of this.#jobs.keys()) this.#lookAt(id);
    });
    await this.#subscriber.subscribe(this.#keys.channel);
  }

  add(id: string): AbortController {
    const controller = new AbortController();
    this.#jobs.set(id, controller);
    return controller;
  }

  delete(id: string, controller: AbortController): void {
    if (this.#jobs.get(id) === controller) this.#jobs.delete(id);
  }

  #lookAt(id: string): void {
    const controller = this.#jobs.get(id);
    if (controller === undefined) return;
    this.#client.hget(this.#keys.job(id), 'fxa').then((wish) => {
      if (wish !== null) controller.abort(reasonOf(wish));
    }, this.#onError);
  }
}

/** Why a job is to stop, as it was put down. */
export function reasonOf(wish: string): Json {
  return parse(wish) ?? null;
}
