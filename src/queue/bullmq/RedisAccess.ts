import type { Redis } from 'ioredis';
import { Clients } from './clients.js';
import { LargeValues } from './LargeValues.js';
import { RedisKeys } from './RedisKeys.js';
import type { RedisSettings } from './redisOptions.js';
import { StalledJobScanner } from './StalledJobScanner.js';

/** Stalls that BullMQ itself allows a job: which of them may begin again is ours to say. */
export const endless = 1_000_000;

/** What all parts of a store on Redis work with. */
export class RedisAccess {
  readonly settings: RedisSettings;
  readonly clients: Clients;
  /** For what answers at once. */
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

  /** Connects. Rejects when Redis refuses us; waits when it is away. */
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

  /** Milliseconds that the end of a job is kept. */
  get keep(): number {
    return Math.min(this.settings.retain.age, 2 ** 40);
  }

  watchStalls(scan: () => Promise<unknown>): StalledJobScanner {
    const { client, keys, keep } = this;
    const { lockDuration, stalledInterval, onError } = this.settings;
    return new StalledJobScanner({ client, keys, keep, lockDuration, stalledInterval, onError, scan });
  }
}

/** BullMQ asks for INFO, and spins when it is refused: so we ask first. */
async function mayUse(client: Redis): Promise<void> {
  try {
    await client.info();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Redis refuses us: ${reason}. See docs/distributed.md for the rights that a user needs`, { cause });
  }
}
