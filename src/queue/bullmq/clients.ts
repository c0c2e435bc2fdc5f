import { Redis, type RedisOptions } from 'ioredis';
import type { RedisConnection } from './redisOptions.js';

/** What all our clients have: they wait for Redis as long as it takes, and look for it often. */
const patient: Omit<RedisOptions, 'replyMapping'> = {
  maxRetriesPerRequest: null,
  retryStrategy: (times) => Math.min(25 * 2 ** times, 500),
};

/** Makes the clients of a store, and ends them. What a user has given is copied, never used up. */
export class Clients {
  readonly #connection: RedisConnection;
  readonly #onError: (error: unknown) => void;
  readonly #made = new Set<Redis>();

  constructor(connection: RedisConnection, onError: (error: unknown) => void) {
    this.#connection = connection;
    this.#onError = onError;
  }

  /** A client of its own. No process lives for its sake: whoever waits or serves sees to that. */
  make(): Redis {
    const client = makeClient(this.#connection);
    client.on('error', this.#onError);
    client.on('connect', () => (client.stream as { unref?(): void } | undefined)?.unref?.());
    client.setMaxListeners(50);
    this.#made.add(client);
    return client;
  }

  /** Once: ioredis waits two seconds for the end of a connection that has ended before. */
  end(client: Redis): void {
    if (this.#made.delete(client)) client.disconnect();
  }

  endAll(): void {
    for (const client of this.#made) this.end(client);
  }
}

function makeClient(connection: RedisConnection): Redis {
  if (typeof connection === 'function') return connection();
  if (typeof connection === 'string') return new Redis(connection, patient);
  if (isClient(connection)) return connection.duplicate({ maxRetriesPerRequest: null });
  return new Redis({ ...(connection as typeof patient), ...patient });
}

function isClient(connection: object): connection is Redis {
  return typeof (connection as Partial<Redis>).duplicate === 'function';
}
