import { expect } from 'chai';
import { VirtualTimeScheduler } from 'rxjs';
import { BrokenThreadPool } from '../../src/errors/BrokenThreadPool.js';
import { TimeoutError } from '../../src/errors/TimeoutError.js';
import type { ExecutorEvent } from '../../src/events/ExecutorEvent.js';
import { BaseExecutor } from '../../src/executor/BaseExecutor.js';
import { ExecutorCore } from '../../src/executor/ExecutorCore.js';
import type { Future } from '../../src/future/Future.js';
import { readOptions } from '../../src/options/readOptions.js';
import { Pool } from '../../src/pool/Pool.js';
import { completePoolOptions, type PoolOptions, poolSchema } from '../../src/pool/PoolOptions.js';
import { terminationGrace } from '../../src/pool/WorkerConnection.js';
import { type FakeWorker, FakeWorkers } from './FakeWorkers.js';

const shortage = Object.assign(new Error('spawn EMFILE'), { code: 'EMFILE' });
const task = (): number => 1;

class FakePool extends BaseExecutor {}

/** A pool over fake workers, in virtual time. */
class Growing {
  readonly workers = new FakeWorkers();
  readonly events: ExecutorEvent[] = [];
  readonly executor: FakePool;
  readonly #clock = new VirtualTimeScheduler(undefined, 0);

  constructor(options: PoolOptions = {}) {
    const settings = completePoolOptions(readOptions(options, poolSchema, { name: 'the pool', write: '{}' }), {
      maxWorkers: 4,
      threadNamePrefix: 'fake',
      onWorkerLost: 'replace',
    });
    const pool = new Pool(settings, BrokenThreadPool, this.workers.start);
    this.executor = new FakePool(new ExecutorCore(pool, { ...settings, clock: this.#clock }));
    this.executor.events.subscribe((event) => this.events.push(event));
  }

  /** Lets so many milliseconds pass, and what is due happen; what was due without a delay happens in any case. */
  async pass(milliseconds = 0): Promise<void> {
    const until = this.#clock.now() + milliseconds;
    for (let turn = 0; turn < 5; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#clock.maxFrames = until;
      this.#clock.flush();
    }
    this.#clock.frame = Math.max(this.#clock.frame, until);
  }

  /** Submits so many tasks, each of which stays on its worker. */
  async submit(count: number): Promise<Future<number>[]> {
    const futures = Array.from({ length: count }, () => this.executor.submit(task));
    await this.pass();
    return futures;
  }

  /** Makes a pool whose first worker is ready and busy. */
  static async busy(options: PoolOptions = {}): Promise<Growing> {
    const pool = new Growing(options);
    await pool.submit(1);
    pool.workers.at(0).ready();
    await pool.pass();
    return pool;
  }

  types(worker?: number): string[] {
    return this.events
      .filter((event) => !('id' in event) && (worker === undefined || event.worker === worker))
      .map(({ type }) => type);
  }
}

/** How a start can fail, and what the worker that was started at this position does. */
const failures: Readonly<Record<string, (workers: FakeWorkers) => (worker: FakeWorker | undefined) => void>> = {
  'the platform throws': (workers) => {
    workers.refusal = shortage;
    return () => {};
  },
  'the platform reports an error': () => (worker) => worker?.end({ error: shortage }),
  'it ends without a word': () => (worker) => worker?.end({ exitCode: 1 }),
  'another try would end in the same way': () => (worker) => worker?.end({ error: shortage, hopeless: true }),
  'its file does not load': () => (worker) =>
    worker?.report({ kind: 'failed', stage: 'load', error: { kind: 'value', value: shortage } }),
};

describe('growth of a pool', () => {
  for (const onWorkerLost of ['break', 'replace'] as const) {
    for (const [how, arrange] of Object.entries(failures)) {
      describe(`when a start fails (${how}), onWorkerLost '${onWorkerLost}'`, () => {
        it('keeps running and queued tasks, and reports the failed start', async () => {
          const pool = await Growing.busy({ onWorkerLost });
          const fail = arrange(pool.workers);
          const waiting = await pool.submit(2);
          for (const worker of pool.workers.started.slice(1)) fail(worker);
          await pool.pass();
          expect(pool.executor.stats()).to.include({ running: 1, queued: 2, failed: 0, workers: 1 });
          const lost = pool.events.find(({ type }) => type === 'workerLost');
          expect(lost).to.have.property('error').that.is.instanceOf(BrokenThreadPool);
          expect(pool.types(1)).to.deep.equal(['workerStarted', 'workerLost']);
          for (let n = 0; n < 3; n++) {
            pool.workers.at(0).finish(pool.workers.at(0).slots.slice(-1));
            await pool.pass();
          }
          expect(waiting.map(({ state }) => state)).to.deep.equal(['FINISHED', 'FINISHED']);
        });

        it('tries again later, with a growing delay, one worker at a time', async () => {
          const pool = await Growing.busy({ onWorkerLost });
          const fail = arrange(pool.workers);
          await pool.submit(3);
          const failAll = (): void => {
            for (const worker of pool.workers.started.slice(1)) if (!worker.terminated) fail(worker);
          };
          failAll();
          await pool.pass();
          const tries: number[] = [];
          let before = pool.workers.tries;
          for (let time = 0; time < 3200; time += 50) {
            await pool.pass(50);
            if (pool.workers.tries > before) tries.push(time + 50);
            expect(pool.workers.tries - before).to.be.at.most(1);
            before = pool.workers.tries;
            failAll();
            await pool.pass();
          }
          expect(tries).to.deep.equal([100, 300, 700, 1500, 3100]);
        });

        it('grows freely again once a worker is ready', async () => {
          const pool = await Growing.busy({ onWorkerLost });
          const fail = arrange(pool.workers);
          await pool.submit(3);
          for (const worker of pool.workers.started.slice(1)) fail(worker);
          await pool.pass();
          pool.workers.refusal = undefined;
          await pool.pass(100);
          expect(pool.executor.stats().workers).to.equal(2);
          pool.workers.started.at(-1)?.ready();
          await pool.pass();
          expect(pool.executor.stats().workers).to.equal(4);
        });

        it('starts another at once when its last worker is lost', async () => {
          const pool = await Growing.busy({ onWorkerLost: 'replace' });
          const fail = arrange(pool.workers);
          const [waiting] = await pool.submit(1);
          for (const worker of pool.workers.started.slice(1)) fail(worker);
          await pool.pass();
          pool.workers.refusal = undefined;
          pool.workers.at(0).end({ exitCode: 1 });
          await pool.pass();
          const next = pool.workers.started.at(-1) as FakeWorker;
          next.ready();
          await pool.pass();
          next.finish();
          expect(waiting?.state).to.equal('FINISHED');
        });

        it('breaks with no worker left, after three failed starts at most', async () => {
          const pool = await Growing.busy({ onWorkerLost: 'replace' });
          const fail = arrange(pool.workers);
          const [waiting] = await pool.submit(1);
          for (const worker of pool.workers.started.slice(1)) fail(worker);
          await pool.pass();
          const before = pool.workers.tries;
          pool.workers.at(0).end({ exitCode: 1 });
          for (let n = 0; n < 4; n++) {
            await pool.pass();
            const last = pool.workers.started.at(-1);
            if (last !== pool.workers.at(0) && pool.workers.tries > before) fail(last);
          }
          await pool.pass();
          expect(pool.workers.tries - before).to.be.within(1, 3);
          expect(await waiting?.exception())
            .to.be.instanceOf(BrokenThreadPool)
            .with.property('started', false);
          expect(() => pool.executor.submit(task)).to.throw(BrokenThreadPool);
        });

        it('settles a broadcast that waits for the worker', async () => {
          const pool = await Growing.busy({ onWorkerLost });
          await pool.submit(1);
          const fail = arrange(pool.workers);
          const [, second] = pool.executor.broadcast(task);
          pool.workers.at(1).end({ error: shortage });
          await pool.pass();
          expect(await second?.exception())
            .to.be.instanceOf(BrokenThreadPool)
            .with.property('started', false);
          fail(undefined);
        });

        it('has no timer left when it is shut down', async () => {
          const pool = await Growing.busy({ onWorkerLost });
          const fail = arrange(pool.workers);
          const [waiting] = await pool.submit(1);
          for (const worker of pool.workers.started.slice(1)) fail(worker);
          await pool.pass();
          waiting?.cancel();
          let ended = false;
          void pool.executor.shutdown().then(() => (ended = true));
          pool.workers.at(0).finish();
          await pool.pass();
          expect(ended).to.equal(true);
          const { tries } = pool.workers;
          await pool.pass(60_000);
          expect(pool.workers.tries).to.equal(tries);
        });
      });
    }
  }

  it('waits for the workers that are starting before it breaks', async () => {
    const pool = new Growing({ maxWorkers: 8, onWorkerLost: 'break' });
    const futures = await pool.submit(8);
    for (const worker of pool.workers.started.slice(4)) worker.end({ error: shortage });
    await pool.pass();
    expect(pool.executor.stats()).to.include({ failed: 0, workers: 4 });
    for (const worker of pool.workers.started.slice(0, 4)) worker.ready();
    await pool.pass();
    expect(futures.every((future) => !future.done())).to.equal(true);
    for (const worker of pool.workers.started.slice(8)) worker.ready();
    await pool.pass();
    for (let n = 0; n < 2; n++) {
      for (const worker of pool.workers.started) worker.finish(worker.slots.slice(-1));
      await pool.pass();
    }
    expect(pool.executor.stats()).to.include({ finished: 8, failed: 0 });
  });

  it('tries again alone when all of those that were started at once have failed, and goes on with that one', async () => {
    const pool = new Growing({ maxWorkers: 4 });
    const futures = await pool.submit(4);
    for (const worker of pool.workers.started.slice()) worker.end({ error: shortage });
    await pool.pass();
    expect(pool.workers.tries).to.equal(5);
    pool.workers.at(4).ready();
    await pool.pass();
    for (const worker of pool.workers.started.slice(5)) worker.end({ error: shortage });
    for (let n = 0; n < 4; n++) {
      pool.workers.at(4).finish(pool.workers.at(4).slots.slice(-1));
      await pool.pass();
    }
    expect(futures.map(({ state }) => state)).to.deep.equal(Array(4).fill('FINISHED'));
  });

  it('breaks when those that were started at once have failed, and then two alone', async () => {
    const pool = new Growing({ maxWorkers: 4 });
    const futures = await pool.submit(4);
    for (let tries = 4; tries <= 6; tries++) {
      expect(pool.workers.tries).to.equal(tries);
      for (const worker of pool.workers.started.slice(tries === 4 ? 0 : -1)) worker.end({ error: shortage });
      await pool.pass();
    }
    expect(pool.workers.tries).to.equal(6);
    for (const future of futures) expect(await future.exception()).to.be.instanceOf(BrokenThreadPool);
  });

  it('is not stopped by a start that stalls, nor is the shutdown', async () => {
    const pool = await Growing.busy({ maxWorkers: 2 });
    const [waiting] = await pool.submit(1);
    expect(pool.executor.stats().workers).to.equal(2);
    pool.workers.at(0).finish();
    await pool.pass();
    pool.workers.at(0).finish(pool.workers.at(0).slots.slice(-1));
    await pool.pass();
    expect(waiting?.state).to.equal('FINISHED');
    let ended = false;
    void pool.executor.shutdown().then(() => (ended = true));
    await pool.pass();
    expect(ended).to.equal(true);
  });

  it('breaks when starts go on failing beside others that have stalled for a minute', async () => {
    const pool = new Growing();
    const futures = await pool.submit(4);
    for (const worker of pool.workers.started.slice(1)) worker.end({ error: shortage });
    pool.workers.refusal = shortage;
    await pool.pass(59_000);
    expect(pool.executor.stats()).to.include({ failed: 0, workers: 1 });
    await pool.pass(31_000);
    for (const future of futures) expect(await future.exception()).to.be.instanceOf(BrokenThreadPool);
  });

  it('tries again beside a retry that stalls', async () => {
    const pool = await Growing.busy();
    await pool.submit(2);
    for (const worker of pool.workers.started.slice(1)) worker.end({ error: shortage });
    await pool.pass(100);
    expect(pool.executor.stats().workers).to.equal(2);
    await pool.pass(200);
    expect(pool.executor.stats().workers).to.equal(3);
  });

  it('an initTimeout that passes fails the start, and breaks the pool only with no other worker', async () => {
    const pool = await Growing.busy({ initTimeout: 50, initializer: task });
    await pool.submit(1);
    await pool.pass(60);
    expect(pool.executor.stats()).to.include({ failed: 0, workers: 1 });
    expect(pool.types(1)).to.deep.equal(['workerStarted', 'workerLost']);
    const alone = new Growing({ initTimeout: 50 });
    const [future] = await alone.submit(1);
    await alone.pass(60);
    const error = await future?.exception();
    expect(error).to.be.instanceOf(BrokenThreadPool).with.property('cause').that.is.instanceOf(TimeoutError);
    expect(alone.workers.tries).to.equal(1);
  });

  it('an initializer that fails breaks the pool, also while others work', async () => {
    const pool = await Growing.busy({ initializer: task });
    const [waiting] = await pool.submit(1);
    pool.workers.at(1).report({ kind: 'failed', stage: 'initializer', error: { kind: 'value', value: shortage } });
    expect(await waiting?.exception())
      .to.be.instanceOf(BrokenThreadPool)
      .with.property('cause', shortage);
  });

  it('keeps minWorkers as soon as it can', async () => {
    const pool = new Growing({ minWorkers: 3 });
    const [first, second, third] = pool.workers.started as [FakeWorker, FakeWorker, FakeWorker];
    first.ready();
    second.end({ error: shortage });
    third.end({ error: shortage });
    await pool.pass();
    expect(pool.executor.stats().workers).to.equal(1);
    await pool.pass(100);
    expect(pool.executor.stats().workers).to.equal(2);
    pool.workers.at(3).ready();
    await pool.pass();
    expect(pool.executor.stats().workers).to.equal(3);
  });

  it('a broadcast that finds only retiring workers runs on the next ready one', async () => {
    const pool = await Growing.busy({ maxTasksPerChild: 1 });
    pool.workers.refusal = shortage;
    const [job, ...more] = pool.executor.broadcast(task);
    expect(more).to.have.length(0);
    await pool.pass();
    expect(job?.state).to.equal('PENDING');
    pool.workers.refusal = undefined;
    await pool.pass(200);
    pool.workers.at(1).ready();
    await pool.pass();
    pool.workers.at(1).finish();
    expect(job?.state).to.equal('FINISHED');
  });

  it('a broadcast that finds no worker and cannot start one throws the error that broke the pool', () => {
    const pool = new Growing();
    pool.workers.refusal = shortage;
    expect(() => pool.executor.broadcast(task)).to.throw(BrokenThreadPool, 'EMFILE');
  });
});

describe('a worker that does not end when it is terminated', () => {
  async function stuck(options: PoolOptions = {}): Promise<Growing> {
    const pool = await Growing.busy({ maxWorkers: 1, abortGrace: 100, ...options });
    pool.workers.at(0).stuck = true;
    return pool;
  }

  it('counts as ended after a moment: it is replaced, and its messages are ignored', async () => {
    const pool = await stuck();
    const [zombie] = pool.workers.started as [FakeWorker];
    const doomed = pool.executor.with({ runTimeout: 10 }).submit(task);
    zombie.finish();
    await pool.pass();
    const [slot] = zombie.slots.slice(-1);
    zombie.report({
      kind: 'results',
      slots: [],
      values: [],
      failures: [],
      skipped: [],
      started: [slot as number],
      durations: [],
      times: [],
    });
    const [waiting] = await pool.submit(1);
    await pool.pass(110);
    expect(await doomed.exception()).to.be.instanceOf(TimeoutError);
    expect(zombie.terminated).to.equal(true);
    await pool.pass(terminationGrace - 10);
    expect(pool.workers.started).to.have.length(1);
    await pool.pass(20);
    expect(pool.workers.started).to.have.length(2);
    expect(pool.executor.stats().workers).to.equal(1);
    expect(pool.types(0)).to.deep.equal(['workerStarted', 'workerReady', 'workerLost']);
    expect(pool.events.find(({ type }) => type === 'workerLost'))
      .to.have.nested.property('error.message')
      .that.contains('native call');
    zombie.finish();
    zombie.report({ kind: 'uncaughtError', error: { kind: 'value', value: shortage } });
    zombie.end({ exitCode: 1 });
    pool.workers.at(1).ready();
    await pool.pass();
    expect(pool.types(0)).to.have.length(3);
    pool.workers.at(1).finish();
    expect(waiting?.state).to.equal('FINISHED');
    expect(pool.executor.stats()).to.include({ submitted: 3, finished: 2, failed: 1 });
  });

  const ends: Readonly<Record<string, (pool: Growing) => unknown>> = {
    "a shutdown's timeout": (pool) => pool.executor.shutdown({ timeout: 10 }),
    'a broken pool': (pool) => {
      pool.executor.submit(task);
      return pool.pass().then(() => {
        pool.workers.at(1).report({ kind: 'failed', stage: 'initializer', error: { kind: 'value', value: shortage } });
        return pool.executor.shutdown();
      });
    },
    'an abort': (pool) => {
      const future = pool.executor.submit(task);
      pool.workers.at(0).finish();
      return pool.pass().then(() => {
        future.abort();
        return pool.executor.shutdown();
      });
    },
    'a close': (pool) => {
      pool.workers.at(0).receive = () => {};
      pool.workers.at(0).finish();
      return pool.executor.shutdown();
    },
  };
  for (const [how, end] of Object.entries(ends)) {
    it(`does not delay the shutdown after ${how}`, async () => {
      const pool = await stuck(how === 'a broken pool' ? { maxWorkers: 2, initializer: task } : {});
      let ended = false;
      void Promise.resolve(end(pool)).then(() => (ended = true));
      for (let n = 0; n < 30; n++) await pool.pass(100);
      expect(ended).to.equal(true);
      expect(pool.executor.stats().workers).to.equal(0);
    });
  }
});
