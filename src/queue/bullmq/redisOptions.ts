import type { Redis, RedisOptions } from 'ioredis';
import { checkFiniteMilliseconds, checkFunction, checkPositiveCount, checkString } from '../../options/checks.js';
import { describe } from '../../options/describe.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import { type CheckedRetention, checkRetention, defaultRetention, type Retention } from '../retention.js';

/** Where Redis is: its URL, ioredis's options, a client of ioredis (it is duplicated), or what makes clients. */
export type RedisConnection = string | RedisOptions | Redis | (() => Redis);

/** What a {@link BullMQJobStore} is made with. */
export interface BullMQStoreOptions {
  /** The name of the queue. */
  queue: string;
  /** Where Redis is; `127.0.0.1:6379` when left out. */
  connection?: RedisConnection | undefined;
  /** What the queue's keys begin with; `'{fx}'` when left out. The braces keep a queue on one node of a cluster. */
  prefix?: string | undefined;
  /** How long what has ended is kept, for `attach`. */
  retain?: Retention | undefined;
  /** Milliseconds that a server may be silent before its jobs are taken from it; 2,000 when left out. */
  lockDuration?: number | undefined;
  /** Milliseconds between two looks for servers that are silent; 500 when left out. */
  stalledInterval?: number | undefined;
  /** Entries of the queue's log of events; 100,000 when left out. Every client of the queue should say the same. */
  eventLogLength?: number | undefined;
  /** Told of trouble beside the jobs. */
  onError?: ((error: unknown) => void) | undefined;
}

/** The options of a store on Redis, checked and complete. */
export interface RedisSettings {
  readonly queue: string;
  readonly connection: RedisConnection;
  readonly prefix: string;
  readonly retain: CheckedRetention;
  readonly lockDuration: number;
  readonly stalledInterval: number;
  readonly eventLogLength: number;
  readonly onError: (error: unknown) => void;
}

/** The checks of the options of a store on Redis. */
export const storeSchema = {
  queue: checkQueue,
  connection: checkConnection,
  prefix: checkString,
  retain: checkRetention,
  lockDuration: checkFiniteMilliseconds,
  stalledInterval: checkFiniteMilliseconds,
  eventLogLength: checkPositiveCount,
  onError: checkFunction<(error: unknown) => void>,
} satisfies Schema<BullMQStoreOptions>;

const taker: OptionsTaker = { name: 'new BullMQJobStore()', write: "new BullMQJobStore({ queue: 'media' })" };

/** Returns the options of a store on Redis, checked and complete. */
export function checkStoreOptions(options: unknown): RedisSettings {
  const given = readOptions(options, storeSchema, taker);
  return {
    queue: given.queue ?? checkQueue(undefined, 'queue'),
    connection: given.connection ?? {},
    prefix: given.prefix ?? '{fx}',
    retain: given.retain ?? defaultRetention,
    lockDuration: given.lockDuration ?? 2000,
    stalledInterval: given.stalledInterval ?? 500,
    eventLogLength: given.eventLogLength ?? 100_000,
    onError: given.onError ?? (() => {}),
  };
}

function checkQueue(value: unknown, name: string): string {
  const queue = checkString(value, name);
  if (/^[^:]+$/.test(queue)) return queue;
  throw new RangeError(`${name} must be a name without a colon, got "${queue}"`);
}

function checkConnection(connection: unknown): RedisConnection {
  if (typeof connection === 'string' && !URL.canParse(connection)) {
    throw new TypeError(`connection must be a URL as redis://127.0.0.1:6379, got "${connection}"`);
  }
  if (['string', 'object', 'function'].includes(typeof connection) && connection !== null) {
    const { keyPrefix } = connection as { keyPrefix?: unknown };
    if (keyPrefix === undefined || !Object.hasOwn(connection as object, 'keyPrefix'))
      return connection as RedisConnection;
    throw new TypeError("connection must not have ioredis's keyPrefix: give the queue a prefix instead");
  }
  throw new TypeError(`connection must be a URL, options or a client of ioredis, got ${describe(connection)}`);
}
