import { checkCount, checkOptionsObject, checkText, describe, own } from '../executor/checkOptions.js';
import type { JobStore } from './JobStore.js';
import { BullMQJobStore } from './redis/BullMQJobStore.js';
import type { BullMQStoreOptions } from './redis/redisOptions.js';

/** Where a queue is, for those who submit and those who serve: both must say the same. */
export interface QueueOptions extends Partial<BullMQStoreOptions> {
  /** A store of your own in place of `queue` and `connection`, as a {@link MemoryJobStore}. It is not closed for you. */
  store?: JobStore;
  /**
   * Signs every job and answer (HMAC, SHA-256): whoever has only Redis can forge neither. The same text on both sides.
   * Nothing is signed when left out.
   */
  secret?: string;
  /**
   * Most characters of a job's arguments, encoded; 32 Mi when left out. What is larger is not sent, and not decoded where it
   * is served.
   */
  maxPayload?: number;
  /**
   * Most characters of a job's results, encoded; 32 Mi when left out. What is larger fails as a SerializationError where it
   * was made, and is not decoded where it is waited for.
   */
  maxResult?: number;
  /** Told of trouble that fails no Future: connections lost, entries that cannot be read. Nobody is when left out. */
  onError?: (error: unknown) => void;
}

/** The store that the options mean, and whether it ends with whoever was given them. */
export function storeOf(options: object): { store: JobStore; ownsStore: boolean } {
  const store = own(options, 'store');
  if (store !== undefined) return { store: checkStore(store), ownsStore: false };
  return { store: new BullMQJobStore(options as BullMQStoreOptions), ownsStore: true };
}

/** How large the two may be. */
export interface SizeLimits {
  readonly maxPayload: number;
  readonly maxResult: number;
}

export function checkSizes(options: object): SizeLimits {
  const most = 32 * 1024 * 1024;
  return {
    maxPayload: checkCount(own(options, 'maxPayload', most), 'maxPayload'),
    maxResult: checkCount(own(options, 'maxResult', most), 'maxResult'),
  };
}

export function checkSecret(secret: unknown): string | undefined {
  if (secret === undefined) return undefined;
  if (checkText(secret, 'secret') === '') throw new RangeError('secret must not be empty');
  return secret as string;
}

export function checkFunction(fn: unknown, name: string): (error: unknown) => void {
  if (fn === undefined) return () => {};
  if (typeof fn === 'function') return fn as (error: unknown) => void;
  throw new TypeError(`${name} must be a function, got ${describe(fn)}`);
}

function checkStore(store: unknown): JobStore {
  checkOptionsObject(store);
  for (const method of ['add', 'withdraw', 'look', 'listen', 'serve', 'close'] as const) {
    if (typeof (store as Partial<JobStore>)[method] !== 'function') {
      throw new TypeError(`store must be a JobStore, got ${describe(store)} without ${method}()`);
    }
  }
  return store as JobStore;
}
