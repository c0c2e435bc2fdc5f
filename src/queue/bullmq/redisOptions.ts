import type { Redis, RedisOptions } from 'ioredis';
import { checkFiniteMilliseconds, checkFunction, checkPositiveCount, checkString } from '../../options/checks.js';
import { describe } from '../../options/describe.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import { type CheckedRetention, checkRetention, defaultRetention, type Retention } from '../retention.js';

/**
 * The address of Redis: a URL, options of ioredis, a client of ioredis (which is duplicated), or a function that
 * creates clients.
 */
export type RedisConnection = string | RedisOptions | Redis | (() => Redis);

/** Options of a {@link BullMQJobStore}. */
export interface BullMQStoreOptions {
  /** The name of the queue. */
  queue: string;
  /** The address of Redis. Default: `127.0.0.1:6379`. */
  connection?: RedisConnection | undefined;
  /** Prefix of the queue's keys. Its braces keep a queue on one node of a cluster. Default: `'{fx}'`. */
  prefix?: string | undefined;
  /** How long ended jobs are kept, for `attach`. */
  retain?: Retention | undefined;
  /** Milliseconds without a sign of life after which a server's jobs are taken from it. Default: 2,000. */
  lockDuration?: number | undefined;
  /** Milliseconds between two scans for dead servers. Default: 500. */
  stalledInterval?: number | undefined;
  /** Length of the queue's event log, in entries; should be equal for all clients of the queue. Default: 100,000. */
  eventLogLength?: number | undefined;
  /** Called with errors that belong to no job. */
  onError?: ((error: unknown) => void) | undefined;
}

/** The options of a store on Redis, with defaults applied. */
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

/** The schema of the options of a store on Redis. */
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

/** Returns the options of a store on Redis, checked and with defaults applied. */
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
