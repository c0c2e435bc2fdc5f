import { expect } from 'chai';
import { BrokenExecutor } from '../../../src/errors/BrokenExecutor.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { arrivals, makeFileLatch, releaseLatch, waitForArrivals } from '../../support/latch.js';
import { describeThoroughly } from '../../support/thorough.js';
import { settles, until } from '../../support/until.js';
import { queues } from '../queues.js';
import { executorsOf, numbers } from './executorsOf.js';
import { programs, shortLocks } from './programs.js';
import { redisFor } from './redisFor.js';

const tasks = taskModule<typeof import('../../fixtures/queueTasks.js')>();

describeThoroughly('a Redis that restarts', () => {
  const persistent = redisFor({ persistent: true });
  const submit = executorsOf(persistent);
  const start = programs();

  it('with an append-only file loses nothing, and runs nothing twice', async () => {
    const queue = persistent.queue();
    const [latch, held] = [makeFileLatch(), makeFileLatch()];
    const at = { queue, port: persistent.process.port, ...shortLocks };
    await Promise.all([start('serving', { ...at, concurrency: 2 }), start('serving', at)]);
    const executor = submit(queue, shortLocks);
    const running = executor.submit(tasks.hold, held, 'held');
    const futures = numbers(100).map((n) => executor.submit(tasks.traced, n, latch));
    await Promise.all([waitForArrivals(held), waitForArrivals(latch, 30)]);
    await persistent.process.end('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 600));
    await persistent.process.begin();
    releaseLatch(held);
    const outcomes = await Promise.all(futures.map((future) => future.result().catch((error: unknown) => error)));
    expect(outcomes).to.deep.equal(numbers(100));
    expect(await running.result()).to.equal('held');
    expect([arrivals(latch), arrivals(held)]).to.deep.equal([100, 1]);
  });
});

describeThoroughly('an unreachable Redis', () => {
  const redis = redisFor();
  const { serve } = queues();

  it('does not prevent a server from closing in time', async () => {
    let noticed: (error: unknown) => void = () => {};
    const gone = new Promise((resolve) => {
      noticed = resolve;
    });
    const server = serve({ queue: redis.queue(), connection: { port: redis.process.port }, onError: noticed });
    await server.ready;
    await redis.process.end('SIGKILL');
    await gone;
    await settles(server.close({ timeout: 50 }), 'the server has closed');
    await redis.process.begin();
  });
});

describe('a Redis that restarts without its data', () => {
  const redis = redisFor();
  const submit = executorsOf(redis);

  it('fails the Futures of lost jobs instead of leaving them pending, and accepts new jobs', async () => {
    const queue = redis.queue();
    const executor = submit(queue);
    const futures = numbers(20).map((n) => executor.submit(tasks.echo, n));
    const later = executor.with({ delay: 60_000 }).submit(tasks.echo, 1);
    const stored = (set: string): Promise<number> => redis.client.zcard(`{fx}:${queue}:${set}`);
    await until(async () => (await stored('prioritized')) === 20, 'twenty jobs are stored');
    await until(async () => (await stored('delayed')) === 1, 'the delayed job is stored');
    await redis.client.ping(); // Redis has answered the two commands before this one: neither is sent again.
    await redis.process.end('SIGKILL');
    await redis.process.begin();
    const failed = Promise.all([...futures, later].map((future) => future.exception()));
    const errors = await settles(failed, 'the forgotten jobs have failed');
    for (const error of errors) expect(error).to.be.instanceOf(BrokenExecutor);
    expect(executor.submit(tasks.echo, 1).cancel()).to.equal(true);
  });
});
