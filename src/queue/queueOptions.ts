import { checkPositiveCount, checkString } from '../options/checks.js';
import { describe } from '../options/describe.js';
import type { Given, Schema } from '../options/readOptions.js';
import { BullMQJobStore } from './bullmq/BullMQJobStore.js';
import type { BullMQStoreOptions } from './bullmq/redisOptions.js';
import { storeSchema } from './bullmq/redisOptions.js';
import type { JobStore } from './JobStore.js';

/** Identifies a queue; must be equal for submitters and servers. */
export interface QueueOptions extends Omit<BullMQStoreOptions, 'queue'> {
  /** The name of the queue. Required unless `store` is given. */
  queue?: string | undefined;
  /** A job store in place of `queue` and `connection`, for example a {@link MemoryJobStore}. Its owner closes it. */
  store?: JobStore | undefined;
  /**
   * Signs every job and every result (HMAC, SHA-256), so that access to Redis alone does not suffice to forge one. Must
   * be the same string for submitters and servers. Default: nothing is signed.
   */
  secret?: string | undefined;
  /**
   * Greatest number of characters of a job's encoded arguments; larger ones are neither sent nor decoded by a server.
   * Default: 32 Mi.
   */
  maxPayload?: number | undefined;
  /**
   * Greatest number of characters of a job's encoded results; the server replaces larger ones by a SerializationError,
   * and the submitter does not decode them. Default: 32 Mi.
   */
  maxResult?: number | undefined;
  /**
   * Called with errors that fail no Future: lost connections, entries that cannot be read. Default: they are ignored.
   */
  onError?: ((error: unknown) => void) | undefined;
}

/** The schema of the options that submitters and servers share. */
export const queueSchema = {
  ...storeSchema,
  store: checkStore,
  secret: checkSecret,
  maxPayload: checkPositiveCount,
  maxResult: checkPositiveCount,
} satisfies Schema<QueueOptions>;

type GivenQueueOptions = Given<typeof queueSchema>;

/** Returns the store that the options describe, and whether its user closes it. */
export function storeOf(given: GivenQueueOptions): { store: JobStore; ownsStore: boolean } {
  if (given.store !== undefined) return { store: given.store, ownsStore: false };
  const names = Object.keys(storeSchema) as (keyof typeof storeSchema)[];
  const own = Object.fromEntries(names.map((name) => [name, given[name]]));
  return { store: new BullMQJobStore(own as unknown as BullMQStoreOptions), ownsStore: true };
}

/** Greatest sizes of payloads and results, in characters. */
export interface SizeLimits {
  readonly maxPayload: number;
  readonly maxResult: number;
}

/** Returns the size limits with defaults applied. */
export function sizesOf({ maxPayload = mostCharacters, maxResult = mostCharacters }: GivenQueueOptions): SizeLimits {
  return { maxPayload, maxResult };
}

const mostCharacters = 32 * 1024 * 1024;

function checkSecret(value: unknown, name: string): string {
  const secret = checkString(value, name);
  if (secret === '') throw new RangeError(`${name} must not be empty`);
  return secret;
}

function checkStore(value: unknown, name: string): JobStore {
  const store = Object(value) as Partial<JobStore>;
  for (const method of ['add', 'withdraw', 'get', 'listen', 'serve', 'close'] as const) {
    if (typeof store[method] !== 'function') {
      throw new TypeError(`${name} must be a JobStore, got ${describe(value)} without ${method}()`);
    }
  }
  return value as JobStore;
}
