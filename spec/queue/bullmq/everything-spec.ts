import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { BrokenExecutor } from '../../../src/errors/BrokenExecutor.js';
import { CancelledError } from '../../../src/errors/CancelledError.js';
import type { JobFuture } from '../../../src/executor/JobFuture.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { describeThoroughly } from '../../support/thorough.js';
import { executorsOf, numbers } from './executorsOf.js';
import { type Program, programs, shortLocks } from './programs.js';
import { redisFor } from './redisFor.js';

const tasks = taskModule<typeof import('../../fixtures/queueTasks.js')>();
const many = 10_000;
const slots = 4;

/** Returns the kind of a job. */
const mayBeginOnce = (n: number): boolean => n % 3 === 0;
const isUnwanted = (n: number): boolean => n % 10 === 7;

describeThoroughly('ten thousand jobs, two servers and every fault', () => {
  const redis = redisFor({ persistent: true });
  const submit = executorsOf(redis);
  const start = programs();
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rx-futures-everything-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('lose no job, start no job twice that has one attempt, and count the cancelled ones', async () => {
    const queue = redis.queue();
    const file = join(folder, 'runs');
    const serve = (): Promise<Program> =>
      start('serving', { queue, port: redis.process.port, concurrency: slots, ...shortLocks });
    const servers = await Promise.all([serve(), serve()]);
    const executor = submit(queue, { ...shortLocks, reconcile: 500 });
    const futures = numbers(many).map((n) =>
      executor.with({ attempts: mayBeginOnce(n) ? 1 : 5 }).submit(tasks.noted, n, file),
    );
    const progress = follow(futures);
    const cancelled = new Set<number>();
    const cancelSome = (from: number, to: number): void => {
      for (let n = from; n < to; n++) if (isUnwanted(n) && futures[n]?.cancel() === true) cancelled.add(n);
    };
    const replace = async (i: 0 | 1): Promise<void> => {
      await servers[i].kill();
      servers[i] = await serve();
    };
    const events = `{fx}:${queue}:events`;
    const cut = (): Promise<unknown> => redis.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');

    cancelSome(0, many / 5);
    await progress.done(500);
    cancelSome(0, many / 2);
    await replace(0);
    await progress.done(2500);
    await cut();
    await progress.done(4000);
    await redis.process.end('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await redis.process.begin();
    await progress.done(5000);
    await redis.client.xtrim(events, 'MAXLEN', 0);
    await redis.client.xadd(events, '*', 'event', 'completed', 'jobId', futures[9999]!.id, 'returnvalue', '{');
    await redis.client.xadd(events, '*', 'odd', 'entry');
    cancelSome(many / 2, many);
    await progress.done(6000);
    block(1000);
    await cut();
    await progress.done(7000);
    await replace(1);
    await progress.done(many);

    const runs = timesRun(file);
    const ran = (n: number): number => runs.get(n) ?? 0;
    const outcomes = await Promise.all(futures.map((future) => future.result().catch((error: unknown) => error)));
    const broken = numbers(many).filter((n) => outcomes[n] instanceof BrokenExecutor);
    const wrong = numbers(many).filter((n) => {
      if (cancelled.has(n)) return !(outcomes[n] instanceof CancelledError);
      return outcomes[n] !== n && !broken.includes(n);
    });
    expect(wrong, 'wrong outcomes').to.deep.equal([]);
    expect(numbers(many).filter((n) => mayBeginOnce(n) && ran(n) > 1)).to.deep.equal([], 'done twice');
    expect(numbers(many).filter((n) => outcomes[n] === n && ran(n) === 0)).to.deep.equal([], 'never done');
    expect(broken.filter((n) => !mayBeginOnce(n))).to.deep.equal([], 'lost, though they may begin again');
    expect(broken.length, 'lost with their servers').to.be.at.most(2 * slots);
    await executor.shutdown();
    const { cancelled: counted, cancelledLate, finished, failed, submitted } = executor.stats();
    expect([counted, finished, failed]).to.deep.equal([
      cancelled.size,
      many - cancelled.size - broken.length,
      broken.length,
    ]);
    expect(submitted).to.equal(many);
    const late = [...cancelled].filter((n) => ran(n) > 0).length;
    expect(cancelledLate, 'cancelled when they had started').to.be.within(late, late + 4 * slots);
  });
});

/** Resolves when this many of the futures are done. */
function follow(futures: readonly JobFuture<unknown>[]): { done(count: number): Promise<void> } {
  let count = 0;
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  for (const future of futures) {
    future.addDoneCallback(() => {
      count += 1;
      for (const each of waiting) if (each.count <= count) each.resolve();
    });
  }
  return {
    done: (wanted) =>
      count >= wanted
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push({ count: wanted, resolve });
          }),
  };
}

function timesRun(file: string): Map<number, number> {
  const times = new Map<number, number>();
  if (!existsSync(file)) return times;
  for (const n of readFileSync(file, 'utf8').trim().split(' ').map(Number)) times.set(n, (times.get(n) ?? 0) + 1);
  return times;
}

function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}
