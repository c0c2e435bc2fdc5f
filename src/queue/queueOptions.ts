import { checkPositiveCount, checkString } from '../options/checks.js';
import { describe } from '../options/describe.js';
import type { Given, Schema } from '../options/readOptions.js';
import { BullMQJobStore } from './bullmq/BullMQJobStore.js';
import type { BullMQStoreOptions } from './bullmq/redisOptions.js';
import { storeSchema } from './bullmq/redisOptions.js';
import type { JobStore } from './JobStore.js';

/** Where a queue is, for those who submit and those who serve: both must say the same. */
export interface QueueOptions extends Omit<BullMQStoreOptions, 'queue'> {
  /** The name of the queue. To be given unless `store` is. */
  queue?: string | undefined;
  /** A store of your own in place of `queue` and `connection`, as a {@link MemoryJobStore}. It is not closed for you. */
  store?: JobStore | undefined;
  /**
   * Signs every job and answer (HMAC, SHA-256): whoever has only Redis can forge neither. The same text on both sides.
   * Nothing is signed when left out.
   */
  secret?: string | undefined;
  /**
   * Most characters of a job's arguments, encoded; 32 Mi when left out. What is larger is not sent, and not decoded where it
   * is served.
   */
  maxPayload?: number | undefined;
  /**
   * Most characters of a job's results, encoded; 32 Mi when left out. What is larger fails as a SerializationError where it
   * was made, and is not decoded where it is waited for.
   */
  maxResult?: number | undefined;
  /** Told of trouble that fails no Future: connections lost, entries that cannot be read. Nobody is when left out. */
  onError?: ((error: unknown) => void) | undefined;
}

/** The checks of what is said on both sides of a queue. */
export const queueSchema = {
  ...storeSchema,
  store: checkStore,
  secret: checkSecret,
  maxPayload: checkPositiveCount,
  maxResult: checkPositiveCount,
} satisfies Schema<QueueOptions>;

type GivenQueueOptions = Given<typeof queueSchema>;

/** Returns the store that the options mean, and whether it ends with its user. */
export function storeOf(given: GivenQueueOptions): { store: JobStore; ownsStore: boolean } {
  if (given.store !== undefined) return { store: given.store, ownsStore: false };
  const names = Object.keys(storeSchema) as (keyof typeof storeSchema)[];
  const own = Object.fromEntries(names.map((name) => [name, given[name]]));
  return { store: new BullMQJobStore(own as unknown as BullMQStoreOptions), ownsStore: true };
}

/** How large the two may be. */
export interface SizeLimits {
  readonly maxPayload: number;
  readonly maxResult: number;
}

/** Returns the limits of size, complete. */
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
  for (const method of ['add', 'withdraw', 'look', 'listen', 'serve', 'close'] as const) {
    if (typeof store[method] !== 'function') {
      throw new TypeError(`${name} must be a JobStore, got ${describe(value)} without ${method}()`);
    }
  }
  return value as JobStore;
}
