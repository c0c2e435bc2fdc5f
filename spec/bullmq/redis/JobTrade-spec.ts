import { expect } from 'chai';
import type { NewJob } from '../../../src/bullmq/JobStore.js';
import { BullMQJobStore } from '../../../src/bullmq/redis/BullMQJobStore.js';
import { RedisKeys } from '../../../src/bullmq/redis/RedisKeys.js';
import { runScript } from '../../../src/bullmq/redis/scripts/runScript.js';
import { redisFor } from './redisFor.js';

const names = ['wait', 'active', 'prioritized', 'delayed', 'stalled', 'events', 'meta', 'pc', 'marker'] as const;
const more = ['limiter', 'completed', 'failed'] as const;

describe('a trade with Redis', () => {
  const redis = redisFor();

  it('gives again what it gave when its reply is lost, and takes an end once', async () => {
    const queue = redis.queue();
    const keys = new RedisKeys('{fx}', queue);
    const store = new BullMQJobStore({ queue, connection: { port: redis.process.port } });
    const job = (id: string): NewJob => ({ id, task: 't', payload: 1, attempts: 1, backoff: 0, priority: 0, delay: 0 });
    await store.add(['a', 'b', 'c'].map(job));
    const trade = async (request: string, wanted: number, ...ends: string[]): Promise<unknown[]> => {
      const args = [keys.base, Date.now(), request, 5000, 'server', wanted, 1000, ...ends];
      const all = [...[...names, ...more].map((name) => keys.of(name)), keys.taken('token')];
      const [, , , jobs] = (await runScript(redis.client, 'fxTrade', all, args)) as [0, 0, 0, unknown[]];
      return jobs.filter((_, i) => i % 7 === 0);
    };
    expect(await trade('token/1', 2)).to.deep.equal(['a', 'b']);
    expect(await trade('token/1', 2)).to.deep.equal(['a', 'b']);
    const end = ['a', 'token/1', 'completed', '1'];
    expect(await trade('token/2', 1, ...end)).to.deep.equal(['c']);
    expect(await trade('token/2', 1, ...end)).to.deep.equal(['c']);
    expect(await trade('token/3', 9, 'b', 'token/2', 'completed', 'not of its lock')).to.deep.equal([]);
    expect(await redis.client.hmget(keys.job('a'), 'fxs', 'atm', 'returnvalue')).to.deep.equal(['1', '1', '1']);
    expect(await redis.client.hget(keys.job('b'), 'returnvalue')).to.equal(null);
    expect(await redis.client.zcard(keys.of('completed'))).to.equal(1);
    await store.close();
  });
});
