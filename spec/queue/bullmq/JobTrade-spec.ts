import { expect } from 'chai';
import { EventLoopExecutor } from '../../../src/executors/eventLoop/EventLoopExecutor.js';
import { BullMQJobStore } from '../../../src/queue/bullmq/BullMQJobStore.js';
import { RedisKeys } from '../../../src/queue/bullmq/RedisKeys.js';
import { runScript } from '../../../src/queue/bullmq/scripts/runScript.js';
import { tradeKeys } from '../../../src/queue/bullmq/scripts/trade.js';
import type { NewJob } from '../../../src/queue/JobStore.js';
import { serve } from '../../../src/queue/server/serve.js';
import { until } from '../../support/until.js';
import { redisFor } from './redisFor.js';

describe('a trade with Redis', () => {
  const redis = redisFor();

  it('returns the same jobs again when its reply is lost, and stores an end once', async () => {
    const queue = redis.queue();
    const keys = new RedisKeys('{fx}', queue);
    const store = new BullMQJobStore({ queue, connection: { port: redis.process.port } });
    const job = (id: string): NewJob => ({ id, task: 't', payload: 1, attempts: 1, backoff: 0, priority: 0, delay: 0 });
    await store.add(['a', 'b', 'c'].map(job));
    const trade = async (request: string, wanted: number, ...ends: string[]): Promise<unknown[]> => {
      const args = [keys.base, Date.now(), request, 5000, 'server', wanted, 1000, ...ends];
      const [, , , jobs] = (await runScript(redis.client, 'fxTrade', tradeKeys(keys, 'token'), args)) as [
        0,
        0,
        0,
        unknown[],
      ];
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

  it('leaves no connection when its server has closed, even while the store is open', async () => {
    const store = new BullMQJobStore({ queue: redis.queue(), connection: { port: redis.process.port } });
    const executor = new EventLoopExecutor();
    const openAndClose = async (): Promise<void> => {
      const server = serve({ tasks: { echo: (value: unknown) => value }, executor, store });
      await server.ready;
      await server.close();
    };
    await openAndClose();
    let before = 0;
    await until(async () => {
      before = await connections();
      return before <= 3;
    }, "no connections but the client's, the store's, and that of BullMQ's own queue");
    for (let n = 0; n < 3; n++) await openAndClose();
    await until(
      async () => (await connections()) <= before,
      () => `no more than ${before} connections`,
    );
    await store.close();
    await executor.shutdown();
  });

  /** Returns how many connections Redis has; it notices the end of one a moment later. */
  async function connections(): Promise<number> {
    return String(await redis.client.client('LIST'))
      .trim()
      .split('\n').length;
  }
});
