import { Queue } from 'bullmq';
import { expect } from 'chai';
import { BrokenExecutor } from '../../../src/errors/BrokenExecutor.js';
import type { JobFuture } from '../../../src/executor/JobFuture.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { describeThoroughly } from '../../support/thorough.js';
import { until } from '../../support/until.js';
import { queues } from '../queues.js';
import { shortLocks } from './programs.js';
import { redisFor } from './redisFor.js';

const tasks = taskModule<typeof import('../../fixtures/tasks.js')>();
const broken = Buffer.from([255, 15, 0x41, 0xff, 0xff]).toString('base64');

/** Malformed jobs that other programs may write: name and data. */
const jobs: readonly (readonly [name: string, data: unknown])[] = [
  ['__proto__', { v: 1, n: 1, c: 'j', d: [[]] }],
  ['constructor', { v: 1, n: 1, c: 'j', d: [[]] }],
  ['toString', { v: 1, n: 1, c: 'j', d: [[]] }],
  ['add', null],
  ['add', 'text'],
  ['add', { v: 2 }],
  ['add', { v: 1, n: 1e9, c: 'j', d: [[]] }],
  ['add', { v: 1, n: 1, c: 'j', d: { length: 1 } }],
  ['add', { v: 1, n: 1, c: 's', d: broken }],
  ['add', { v: 1, n: 1, c: 's', d: 'AAAA'.repeat(1000) }],
  ['add', { v: 1, n: 2, c: 'j', d: [[1, 2], 'no list'] }],
  ['add', JSON.parse('{"v":1,"n":1,"c":"j","d":[[1,2]],"__proto__":{"polluted":1},"o":{"runTimeout":"x"}}')],
];

describeThoroughly('data that other programs write into Redis', () => {
  const redis = redisFor();
  const { serve, submit } = queues();
  const at = (queue: string): { queue: string; connection: { port: number } } => ({
    queue,
    connection: { port: redis.process.port },
    ...shortLocks,
  });

  it('as jobs: each is rejected alone, nothing is polluted, and the queue continues', async () => {
    const queue = redis.queue();
    const base = `{fx}:${queue}:`;
    const client = redis.client.duplicate({ maxRetriesPerRequest: null });
    const bull = new Queue(queue, { prefix: '{fx}', connection: client });
    await bull.addBulk(jobs.map(([name, data], i) => ({ name, data, opts: { jobId: `hostile-${i}` } })));
    await redis.client.set(`${base}text`, 'no hash');
    await redis.client.rpush(`${base}hostile-locked:lock`, 'no text');
    await bull.add('add', { v: 1, n: 1, c: 'j', d: [[20, 1]], o: {} }, { jobId: 'hostile-locked' });
    await redis.client.rpush(`${base}wait`, 'text', 'nobody');
    await redis.client.zadd(`${base}prioritized`, 1, 'text', 2, '', 3, 'nobody:else');
    await redis.client.hset(`${base}fx:servers`, 'stranger', 'x', 'other', '99999999999999 1e9');
    serve({ ...at(queue), concurrency: 3 });
    const executor = submit(at(queue));
    const error = async (i: number): Promise<unknown> => executor.attach(`hostile-${i}`).exception();
    const errors = await Promise.all(jobs.map((_, i) => error(i)));
    for (const [i, each] of errors.entries()) if (i < 11) expect(each, String(i)).to.be.instanceOf(Error);
    expect(errors[11]).to.equal(null);
    expect(await executor.attach('hostile-locked').result()).to.equal(21);
    expect(await executor.attach('text').exception()).to.be.instanceOf(BrokenExecutor);
    expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
    expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    await until(() => executor.stats().running === 0, 'nothing runs');
    expect(await redis.client.llen(`${base}active`)).to.equal(0);
    await bull.close();
    client.disconnect();
  });

  it('as results, events and progress: only a readable record is accepted', async () => {
    const queue = redis.queue();
    const base = `{fx}:${queue}:`;
    const executor = submit({ ...at(queue), reconcile: 100 });
    const delayed = executor.with({ delay: 60_000 });
    const forged = [1, 2, 3, 4].map((n) => delayed.submit(tasks.add, n, 1));
    const honest = executor.submit(tasks.add, 1, 1);
    await until(() => executor.stats().submitted === 5, 'five tasks are submitted');
    await stored(`${base}delayed`, 4);
    await stored(`${base}prioritized`, 1);
    const happen = (event: string, ...fields: string[]): Promise<unknown> =>
      redis.client.xadd(`${base}events`, '*', 'event', event, ...fields);
    const idOf = (i: number): string => (forged[i] as JobFuture<number>).id;
    for (const returnvalue of [
      '{',
      '7',
      'null',
      '{"v":1,"c":"j","d":[]}',
      '{"v":1,"c":"j","d":[["x",1]]}',
      '{"large":"x"}',
    ]) {
      await happen('completed', 'jobId', honest.id, 'returnvalue', returnvalue);
    }
    for (const failedReason of ['fx1:{"kind":', 'fx1:{"kind":"lost"}'])
      await happen('failed', 'jobId', honest.id, 'failedReason', failedReason);
    await happen('progress', 'jobId', honest.id, 'data', '{"k":"x"}');
    await happen('__proto__', 'jobId', honest.id);
    await redis.client.hset(base + idOf(0), 'returnvalue', '"forged"', 'finishedOn', 1);
    await redis.client.hset(base + idOf(1), 'failedReason', '{}', 'finishedOn', 'x');
    await redis.client.del(base + idOf(2));
    await redis.client.rename(`${base}delayed`, `${base}away`);
    await redis.client.set(base + idOf(2), 'no hash');
    await redis.client.hset(base + idOf(3), 'progress', '{"k":1e308,"c":"s","d":"!"}', 'processedOn', 1);
    for (const i of [0, 1, 2]) expect(await forged[i]?.exception(), String(i)).to.be.instanceOf(BrokenExecutor);
    expect(forged[3]?.done()).to.equal(false);
    serve(at(queue));
    expect(await honest.result()).to.equal(2);
  });

  /** Waits until so many jobs are there. */
  async function stored(key: string, count: number): Promise<void> {
    await until(async () => (await redis.client.zcard(key)) >= count, `${count} jobs in ${key}`);
  }
});
