import { Queue } from 'bullmq';
import { expect } from 'chai';
import { BrokenExecutor } from '../../../src/errors/BrokenExecutor.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import type { BullMQExecutorOptions } from '../../../src/queue/client/BullMQExecutor.js';
import { arrivals, makeFileLatch, releaseLatch, waitForArrivals } from '../../support/latch.js';
import { describeThoroughly } from '../../support/thorough.js';
import { until } from '../../support/until.js';
import { executorsOf, numbers } from './executorsOf.js';
import { programs, shortLocks } from './programs.js';
import { redisFor } from './redisFor.js';

const tasks = taskModule<typeof import('../../fixtures/queueTasks.js')>();

describeThoroughly('faults of a queue on Redis', () => {
  const redis = redisFor();
  const submit = executorsOf(redis);
  const start = programs();
  const at = (queue: string, more = {}): { queue: string; port: number } => ({
    queue,
    port: redis.process.port,
    ...more,
  });

  it('a killed server fails jobs with one attempt, even without another server; the others start again on the next', async () => {
    const queue = redis.queue();
    const [once, twice] = [makeFileLatch(), makeFileLatch()];
    const server = await start('serving', at(queue));
    const executor = submit(queue);
    const lost = executor.submit(tasks.hold, once);
    const again = executor.with({ attempts: 2 }).submit(tasks.hold, twice, 'again');
    await Promise.all([waitForArrivals(once), waitForArrivals(twice)]);
    await server.kill();
    const error = await lost.exception();
    expect(error).to.be.instanceOf(BrokenExecutor).with.property('started', true);
    await start('serving', at(queue));
    await waitForArrivals(twice, 2);
    releaseLatch(twice);
    expect(await again.result()).to.equal('again');
    expect([arrivals(once), arrivals(twice)]).to.deep.equal([1, 2]);
    expect(await submit(queue).attach(lost.id).exception()).to.be.instanceOf(BrokenExecutor);
  });

  it('a killed server is detected within three seconds with the default options', async () => {
    const queue = redis.queue();
    const latches = numbers(3).map(() => makeFileLatch());
    const starting = performance.now();
    const server = await start('serving', at(queue, { concurrency: 3 }));
    const startTime = performance.now() - starting; // long where the machine is busy
    const executor = submit(queue);
    const futures = latches.map((latch) => executor.submit(tasks.hold, latch));
    await Promise.all(latches.map((latch) => waitForArrivals(latch)));
    await server.kill();
    const startedAt = performance.now();
    for (const future of futures) expect(await future.exception()).to.be.instanceOf(BrokenExecutor);
    expect(performance.now() - startedAt).to.be.at.most(3000 + 4 * startTime);
  });

  it('a killed submitter loses nothing: its jobs are found by their ids', async () => {
    const queue = redis.queue();
    await start('serving', at(queue));
    const submitter = await start('submitting', at(queue));
    const ids = (await submitter.said()) as string[];
    await submitter.kill();
    const executor = submit(queue);
    expect(await Promise.all(ids.map((id) => executor.attach(id).result()))).to.deep.equal([2, 3, 4, 5, 6]);
  });

  it('a task that ends its process fails at once, and the server continues', async () => {
    const queue = redis.queue();
    await start('serving', at(queue, { pool: 'processes', concurrency: 1 }));
    const executor = submit(queue);
    const error = await executor.submit(tasks.exit).exception();
    expect(error).to.be.instanceOf(BrokenExecutor).with.property('exitCode', 3);
    expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
  });

  it('a busy loop is not mistaken for a dead server, however long it takes', async () => {
    const queue = redis.queue();
    const latch = makeFileLatch();
    await start('serving', at(queue, shortLocks));
    const executor = submit(queue, shortLocks);
    expect(await executor.submit(tasks.busy, 1600, latch).result()).to.equal('done');
    expect(arrivals(latch)).to.equal(1);
  });

  it('a blocked submitter, a trimmed log, broken connections and malformed events lose nothing', async () => {
    const queue = redis.queue();
    const latch = makeFileLatch();
    await Promise.all([start('serving', at(queue, shortLocks)), start('serving', at(queue, shortLocks))]);
    const executor = submit(queue, { ...shortLocks, eventLogLength: 50, reconcile: 300 });
    const futures = numbers(400).map((n) => executor.submit(tasks.traced, n, latch));
    const cut = async (): Promise<void> =>
      void (await redis.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'));
    await waitForArrivals(latch, 20);
    await cut();
    await redis.client.xadd(
      `{fx}:${queue}:events`,
      '*',
      'event',
      'completed',
      'jobId',
      futures[399]!.id,
      'returnvalue',
      '{',
    );
    await redis.client.xadd(`{fx}:${queue}:events`, '*', 'event', 'error', 'odd', 'entry');
    const blocked = performance.now() + 700;
    while (performance.now() < blocked);
    await cut();
    const outcomes = await Promise.all(futures.map((future) => future.result().catch((error: unknown) => error)));
    expect(outcomes).to.deep.equal(numbers(400));
    expect(arrivals(latch)).to.equal(400);
  });

  it('an unreadable record is removed, and a result written by another program is not accepted', async () => {
    const queue = redis.queue();
    const base = `{fx}:${queue}:`;
    const executor = submit(queue, shortLocks);
    const waiting = executor.with({ delay: 500 }).submit(tasks.add, 1, 2);
    await until(() => executor.stats().submitted === 1, 'the task is submitted');
    await redis.client.hset(
      `${base}poison-1`,
      'name',
      '__proto__',
      'data',
      '{not json',
      'opts',
      '{}',
      'timestamp',
      1,
      'delay',
      0,
      'priority',
      0,
    );
    await redis.client.hset(
      `${base}poison-2`,
      'name',
      'add',
      'data',
      '{}',
      'opts',
      '{broken',
      'timestamp',
      1,
      'delay',
      0,
      'priority',
      0,
    );
    await redis.client.rpush(`${base}wait`, 'poison-1', 'poison-2');
    await redis.client.zadd(`${base}marker`, 0, '0');
    await redis.client.xadd(`${base}events`, '*', 'event', 'completed', 'jobId', waiting.id, 'returnvalue', '"forged"');
    await start('serving', at(queue, shortLocks));
    expect(await waiting.result()).to.equal(3);
    const [first, second] = await Promise.all(['poison-1', 'poison-2'].map((id) => executor.attach(id).exception()));
    expect(first).to.be.instanceOf(TypeError);
    expect(second).to.be.instanceOf(TypeError);
    expect(await executor.submit(tasks.add, 3, 4).result()).to.equal(7);
  });

  it('a queue that is emptied fails its pending Futures', async () => {
    const queue = redis.queue();
    const executor = submit(queue, { reconcile: 200 });
    const futures = numbers(5).map((n) => executor.submit(tasks.echo, n));
    const client = redis.client.duplicate({ maxRetriesPerRequest: null });
    const bull = new Queue(queue, { prefix: '{fx}', connection: client });
    await until(() => executor.stats().submitted === 5, 'five tasks are submitted');
    await bull.waitUntilReady();
    await until(async () => (await bull.getPrioritizedCount()) === 5, 'five jobs are stored');
    await bull.obliterate();
    const errors = await Promise.all(futures.map((future) => future.exception()));
    for (const error of errors) expect(error).to.be.instanceOf(BrokenExecutor);
    await bull.close();
    client.disconnect();
  });
});

describe('the permissions of a Redis user', () => {
  const rights = '~fx:* ~{fx}:* resetchannels &fx:* &{fx}:* +@all -@dangerous';
  const redis = redisFor({ acl: [`queue on >secret ${rights} +info`, `blind on >secret ${rights}`] });
  const submit = executorsOf(redis);
  const start = programs();

  it('those in the docs suffice, and without INFO the error names it', async () => {
    const queue = redis.queue();
    const { port } = redis.process;
    const as = (username: string): Partial<BullMQExecutorOptions> => ({
      connection: { port, username, password: 'secret', enableReadyCheck: false },
    });
    await start('serving', { queue, port, user: 'queue' });
    expect(await submit(queue, as('queue')).submit(tasks.add, 1, 2).result()).to.equal(3);
    const error = await submit(queue, as('blind')).submit(tasks.add, 1, 2).exception();
    expect(error).to.be.instanceOf(BrokenExecutor).with.property('message').that.contains('info');
  });
});
