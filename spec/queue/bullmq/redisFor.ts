import type { Redis } from 'ioredis';
import { Redis as Client } from 'ioredis';
import { skipFor } from '../../support/missing.js';
import { hasRedis, howToGetRedis, RedisProcess } from './RedisProcess.js';

/** A Redis server for a suite, and a client to inspect it; each test uses a separate queue. */
export interface SuiteRedis {
  readonly process: RedisProcess;
  readonly client: Redis;
  /** Returns an unused queue name. */
  queue(): string;
}

let queues = 0;

/** Starts a Redis before the suite and ends it after; skips the suite where there is none. */
export function redisFor(options: Parameters<typeof RedisProcess.start>[0] = {}): SuiteRedis {
  let redis: RedisProcess | undefined;
  let client: Redis | undefined;
  before(async function () {
    if (!hasRedis()) return skipFor(this, howToGetRedis);
    redis = await RedisProcess.start(options);
    client = new Client({ port: redis.port, maxRetriesPerRequest: null, retryStrategy: () => 20 });
    client.on('error', () => {});
    await client.ping();
  });
  after(async () => {
    client?.disconnect();
    await redis?.stop();
  });
  return {
    get process() {
      return redis as RedisProcess;
    },
    get client() {
      return client as Redis;
    },
    queue: () => `q${queues++}`,
  };
}
