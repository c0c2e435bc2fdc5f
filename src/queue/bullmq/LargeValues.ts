import type { Redis } from 'ioredis';
import { field, type Json } from '../codec/Json.js';
import type { JobEnd } from '../JobStore.js';
import { parse } from './ends.js';
import type { RedisKeys } from './RedisKeys.js';

/**
 * Size in characters from which a value gets its own key: every event goes to all listeners of a queue, and each would
 * download the results of the others.
 */
const large = 8192;

/**
 * Stores values that are too large for a job's record and its events under their own keys, with a note in their place.
 */
export class LargeValues {
  readonly #client: Redis;
  readonly #keys: RedisKeys;
  readonly #keep: number;

  constructor(client: Redis, keys: RedisKeys, keep: number) {
    this.#client = client;
    this.#keys = keys;
    this.#keep = keep;
  }

  /** Returns the value as JSON; for a large one stores it first, in a round trip, and returns the note. */
  put(id: string, what: string, value: Json): string | Promise<string> {
    const json = JSON.stringify(value);
    return json.length < large ? json : this.#putApart(id, what, json);
  }

  /** Returns true for a note. */
  static isNote(value: Json | undefined): boolean {
    return typeof field(value, 'large') === 'string';
  }

  /** Returns the value; `undefined` when it no longer exists. */
  async get(id: string, value: Json): Promise<Json | undefined> {
    const what = field(value, 'large');
    if (typeof what !== 'string') return value;
    return parse(await this.#client.get(this.#keys.large(id, what)));
  }

  /** Returns the end with its full results. */
  async whole(id: string, end: JobEnd): Promise<JobEnd> {
    if (end.kind !== 'results' || !LargeValues.isNote(end.results)) return end;
    const results = await this.get(id, end.results);
    return results === undefined
      ? { kind: 'lost', reason: `the result of job ${id} no longer exists` }
      : { kind: 'results', results };
  }

  async #putApart(id: string, what: string, json: string): Promise<string> {
    await this.#client.set(this.#keys.large(id, what), json, 'PX', this.#keep);
    return JSON.stringify({ large: what });
  }
}
