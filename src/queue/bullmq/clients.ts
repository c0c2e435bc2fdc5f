import { Redis, type RedisOptions } from 'ioredis';
import type { RedisConnection } from './redisOptions.js';

/** Options of all clients: commands wait until Redis is reachable, and reconnects are frequent. */
const patient: Omit<RedisOptions, 'replyMapping'> = {
  maxRetriesPerRequest: null,
  retryStrategy: (times) => Math.min(25 * 2 ** times, 500),
};

/** Creates and ends the clients of a store. A client given by the user is duplicated, never used directly. */
export class Clients {
  readonly #connection: RedisConnection;
  readonly #onError: (error: unknown) => void;
  readonly #made = new Set<Redis>();

  constructor(connection: RedisConnection, onError: (error: unknown) => void) {
    this.#connection = connection;
    this.#onError = onError;
  }

  /**
   * Returns a new client. Its socket does not keep the process alive; waiting Futures and servers do that themselves.
   */
  make(): Redis {
    const client = makeClient(this.#connection);
    client.on('error', this.#onError);
    client.on('connect', () => (client.stream as { unref?(): void } | undefined)?.unref?.());
    client.setMaxListeners(50);
    this.#made.add(client);
    return client;
  }

  /** Ends a client once: a second `disconnect` would make ioredis wait two seconds for the end of the connection. */
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
