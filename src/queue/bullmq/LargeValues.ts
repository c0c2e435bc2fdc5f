import type { Redis } from 'ioredis';
import { field, type Json } from '../codec/Json.js';
import type { JobEnd } from '../JobStore.js';
import { parse } from './ends.js';
import type { RedisKeys } from './RedisKeys.js';

/**
 * Characters from which a value gets a key of its own: everybody who listens to a queue gets every event, and would
 * download every result of everybody else.
 */
const large = 8192;

/** Keeps what is too large for a job's record and its events, and puts a note in its place. */
export class LargeValues {
  readonly #client: Redis;
  readonly #keys: RedisKeys;
  readonly #keep: number;

  constructor(client: Redis, keys: RedisKeys, keep: number) {
    this.#client = client;
    this.#keys = keys;
    this.#keep = keep;
  }

  /** The value as text, or the note of where it is; that takes a round trip. */
  put(id: string, what: string, value: Json): string | Promise<string> {
    const text = JSON.stringify(value);
    return text.length < large ? text : this.#putApart(id, what, text);
  }

  /** Whether there is only a note. */
  static isNote(value: Json | undefined): boolean {
    return typeof field(value, 'large') === 'string';
  }

  /** The value again; `undefined` when it is gone. */
  async get(id: string, value: Json): Promise<Json | undefined> {
    const what = field(value, 'large');
    if (typeof what !== 'string') return value;
    return parse(await this.#client.get(this.#keys.large(id, what)));
  }

  /** The end with its answer in full. */
  async whole(id: string, end: JobEnd): Promise<JobEnd> {
    if (end.kind !== 'answer' || !LargeValues.isNote(end.answer)) return end;
    const answer = await this.get(id, end.answer);
    return answer === undefined
      ? { kind: 'lost', reason: `the result of job ${id} is gone` }
      : { kind: 'answer', answer };
  }

  async #putApart(id: string, what: string, text: string): Promise<string> {
    await this.#client.set(this.#keys.large(id, what), text, 'PX', this.#keep);
    return JSON.stringify({ large: what });
  }
}
