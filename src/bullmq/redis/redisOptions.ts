import type { Redis, RedisOptions } from 'ioredis';
import { checkCount, checkFiniteMilliseconds, checkText, describe, own } from '../../executor/checkOptions.js';
import { type CheckedRetention, checkRetention, type Retention } from '../retention.js';

/** Where Redis is: its URL, ioredis's options, a client of ioredis (it is duplicated), or what makes clients. */
export type RedisConnection = string | RedisOptions | Redis | (() => Redis);

/** What a {@link BullMQJobStore} is made with. */
export interface BullMQStoreOptions {
  /** The name of the queue. */
  queue: string;
  /** Where Redis is; `127.0.0.1:6379` when left out. */
  connection?: RedisConnection;
  /** What the queue's keys begin with; `'{fx}'` when left out. The braces keep a queue on one node of a cluster. */
  prefix?: string;
  /** How long what has ended is kept, for `attach`. */
  retain?: Retention;
  /** Milliseconds that a server may be silent before its jobs are taken from it; 2,000 when left out. */
  lockDuration?: number;
  /** Milliseconds between two looks for servers that are silent; 500 when left out. */
  stalledInterval?: number;
  /** Entries of the queue's log of events; 100,000 when left out. Every client of the queue should say the same. */
  eventLogLength?: number;
  /** Told of trouble beside the jobs. */
  onError?: (error: unknown) => void;
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

export function checkStoreOptions(options: object): RedisSettings {
  const onError = own(options, 'onError', () => {});
  if (typeof onError !== 'function') throw new TypeError(`onError must be a function, got ${describe(onError)}`);
  return {
    queue: checkQueue(own(options, 'queue')),
    connection: checkConnection(own(options, 'connection', {})),
    prefix: checkText(own(options, 'prefix', '{fx}'), 'prefix'),
    retain: checkRetention(own(options, 'retain', {})),
    lockDuration: checkFiniteMilliseconds('lockDuration', own(options, 'lockDuration', 2000)) as number,
    stalledInterval: checkFiniteMilliseconds('stalledInterval', own(options, 'stalledInterval', 500)) as number,
    eventLogLength: checkCount(own(options, 'eventLogLength', 100_000), 'eventLogLength'),
    onError: onError as (error: unknown) => void,
  };
}

function checkQueue(queue: unknown): string {
  const name = checkText(queue, 'queue');
  if (/^[^:]+$/.test(name)) return name;
  throw new RangeError(`queue must be a name without a colon, got "${name}"`);
}

function checkConnection(connection: unknown): RedisConnection {
  if (typeof connection === 'string' && !URL.canParse(connection)) {
    throw new TypeError(`connection must be a URL as redis://127.0.0.1:6379, got "${connection}"`);
  }
  if (['string', 'object', 'function'].includes(typeof connection) && connection !== null) {
    if (own(connection as object, 'keyPrefix') === undefined) return connection as RedisConnection;
    throw new TypeError("connection must not have ioredis's keyPrefix: give the queue a prefix instead");
  }
  throw new TypeError(`connection must be a URL, options or a client of ioredis, got ${describe(connection)}`);
}
