import type { Redis } from 'ioredis';
import { Clients } from './clients.js';
import { LargeValues } from './LargeValues.js';
import { RedisKeys } from './RedisKeys.js';
import type { RedisSettings } from './redisOptions.js';
import { StalledJobScanner } from './StalledJobScanner.js';

/**
 * The number of stalls that BullMQ allows a job: practically unlimited, because this package decides which jobs are
 * started again.
 */
export const endless = 1_000_000;

/** Shared by all parts of a store on Redis. */
export class RedisAccess {
  readonly settings: RedisSettings;
  readonly clients: Clients;
  /** For commands that do not block. */
  readonly client: Redis;
  readonly keys: RedisKeys;
  readonly large: LargeValues;

  private constructor(settings: RedisSettings, clients: Clients, client: Redis) {
    this.settings = settings;
    this.clients = clients;
    this.client = client;
    this.keys = new RedisKeys(settings.prefix, settings.queue);
    this.large = new LargeValues(client, this.keys, this.keep);
  }

  /** Connects. Rejects when Redis refuses the user; waits while Redis is unreachable. */
  static async open(settings: RedisSettings): Promise<RedisAccess> {
    const clients = new Clients(settings.connection, settings.onError);
    const client = clients.make();
    try {
      await mayUse(client);
      return new RedisAccess(settings, clients, client);
    } catch (error) {
      clients.endAll();
      throw error;
    }
  }

  /** Milliseconds for which the end of a job is kept. */
  get keep(): number {
    return Math.min(this.settings.retain.age, 2 ** 40);
  }

  watchStalls(scan: () => Promise<unknown>): StalledJobScanner {
    const { client, keys, keep } = this;
    const { lockDuration, stalledInterval, onError } = this.settings;
    return new StalledJobScanner({ client, keys, keep, lockDuration, stalledInterval, onError, scan });
  }
}

/** BullMQ sends INFO and retries in a busy loop when it is refused, so this is checked first. */
async function mayUse(client: Redis): Promise<void> {
  try {
    await client.info();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Redis refused the user: ${reason}. docs/distributed.md lists the permissions that a user needs`, {
      cause,
    });
  }
}
