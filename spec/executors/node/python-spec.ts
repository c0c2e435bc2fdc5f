import { expect } from 'chai';
import { BrokenExecutor } from '../../../src/errors/BrokenExecutor.js';
import { BrokenProcessPool } from '../../../src/errors/BrokenProcessPool.js';
import { SerializationError } from '../../../src/errors/SerializationError.js';
import type { BaseExecutor } from '../../../src/executor/BaseExecutor.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { ProcessPoolExecutor } from '../../../src/executors/process/ProcessPoolExecutor.js';
import { ThreadPoolExecutor } from '../../../src/executors/thread/ThreadPoolExecutor.js';
import type { Future } from '../../../src/future/Future.js';
import type { PoolOptions } from '../../../src/pool/PoolOptions.js';
import { type Latch, makeFileLatch, makeLatch, releaseLatch, waitForArrivals } from '../../support/latch.js';
import { runProgram } from '../../support/program.js';
import { describeThoroughly } from '../../support/thorough.js';

const tasks = taskModule<typeof import('../../fixtures/tasks.js')>(new URL('../../fixtures/tasks.js', import.meta.url));
const faults = taskModule<typeof import('../../fixtures/faults.js')>(
  new URL('../../fixtures/faults.js', import.meta.url),
);

type Make = (options: PoolOptions & { execArgv?: string[] }) => BaseExecutor;

const pools: Readonly<Record<string, { readonly make: Make; readonly latch: () => Latch }>> = {
  ThreadPoolExecutor: { make: (options) => new ThreadPoolExecutor(options), latch: makeLatch },
  ProcessPoolExecutor: { make: (options) => new ProcessPoolExecutor(options), latch: makeFileLatch },
};

/**
 * Requirements of CPython's tests of its pools (test_process_pool, test_deadlock, test_shutdown, test_init) that the
 * executor contract and the fault suite do not cover, rewritten. Many of CPython's tests are about user code that runs
 * while a value is decoded, which cannot happen here.
 */
for (const [name, { make: makeOne, latch: makeLatchOf }] of Object.entries(pools)) {
  describe(`guarantees of Python's pools, in ${name}`, () => {
    /** A child takes its time to start. */
    const describeQuickly = name === 'ThreadPoolExecutor' ? describe : describeThoroughly;
    const made: BaseExecutor[] = [];
    const make: Make = (options) => {
      const executor = makeOne(options);
      made.push(executor);
      return executor;
    };
    afterEach(async () => {
      await Promise.all(made.splice(0).map((executor) => executor.shutdown({ cancelFutures: true, timeout: 1000 })));
    });
    const errorOf = (future: Future<unknown>): Promise<unknown> => future.exception();
    const workers = async (executor: BaseExecutor, count: number, act: (latch: Latch) => unknown): Promise<void> => {
      const latch = makeLatchOf();
      for (let i = 0; i < count; i++) act(latch);
      await waitForArrivals(latch, executor.stats().workers);
      releaseLatch(latch);
    };

    it('starts workers on demand: reuses an idle one, and never exceeds maxWorkers', async () => {
      const executor = make({ maxWorkers: 2 });
      for (const n of [1, 2, 3]) expect(await executor.submit(tasks.add, n, n).result()).to.equal(2 * n);
      expect(executor.stats().workers).to.equal(1);
      const all: Future<unknown>[] = [];
      await workers(executor, 30, (latch) => all.push(executor.submit(tasks.hold, latch)));
      expect(executor.stats().workers).to.equal(2);
      await Promise.all(all.map((each) => each.result()));
    });

    describeQuickly('shutdown', () => {
      it('waits for all accepted tasks, also when each needs a new worker', async () => {
        const executor = make({ maxWorkers: 2, maxTasksPerChild: 1 });
        const all = [1, 2, 3].map((n) => executor.submit(tasks.add, n, n));
        await executor.shutdown();
        expect(await Promise.all(all.map((each) => each.result()))).to.deep.equal([2, 4, 6]);
      });

      it('ends when a task was cancelled just before', async () => {
        const executor = make({ maxWorkers: 1 });
        await executor.submit(tasks.add, 1, 1).result();
        executor.submit(tasks.add, 1, 1).cancel();
        await executor.shutdown();
        expect(executor.stats()).to.include({ workers: 0, finished: 1, cancelled: 1 });
      });

      for (const onWorkerLost of ['break', 'replace'] as const) {
        it(`ends when a worker dies after it was called, with '${onWorkerLost}'`, async () => {
          const latch = makeLatchOf();
          const executor = make({ maxWorkers: 1, onWorkerLost });
          const doomed = executor.submit(faults.exitLater, latch, 1);
          const behind = executor.submit(tasks.add, 1, 2);
          await executor.shutdown();
          expect(await errorOf(doomed)).to.be.instanceOf(BrokenExecutor);
          if (onWorkerLost === 'replace') expect(await behind.result()).to.equal(3);
          else expect(await errorOf(behind)).to.be.instanceOf(BrokenExecutor);
        });
      }

      it('without waiting leaves nothing behind when an argument cannot be encoded', async () => {
        const executor = make({ maxWorkers: 1 });
        await executor.submit(tasks.add, 1, 1).result();
        const refused = executor.submit(tasks.echo, () => 1);
        void executor.shutdown({ wait: false });
        expect(await errorOf(refused)).to.be.instanceOf(SerializationError);
        await executor.shutdown();
        expect(executor.stats().workers).to.equal(0);
      });
    });

    it('user code that throws while a value is encoded fails only its task', async () => {
      const executor = make({ maxWorkers: 1 });
      const bad = Object.defineProperty({}, 'trap', {
        enumerable: true,
        get: () => {
          throw new RangeError('not for you');
        },
      });
      const refused = (await errorOf(executor.submit(tasks.echo, bad))) as SerializationError;
      expect(refused).to.be.instanceOf(SerializationError).with.property('part').that.contains('argument 1');
      const result = (await errorOf(executor.submit(faults.trapInResult, 'throw'))) as SerializationError;
      expect(result).to.be.instanceOf(SerializationError).with.property('part').that.contains('result');
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it('a worker that ends while a result is encoded fails its task', async () => {
      const executor = make({ maxWorkers: 1, onWorkerLost: 'replace' });
      for (const how of name === 'ProcessPoolExecutor' ? ['exit', 'kill'] : ['exit']) {
        expect(await errorOf(executor.submit(faults.trapInResult, how))).to.be.instanceOf(BrokenExecutor);
      }
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it('a worker that dies over large arguments fails all of them', async () => {
      const executor = make({ maxWorkers: 2, onWorkerLost: 'break' });
      const large = 'a'.repeat(3_000_000);
      const all = Array.from({ length: 10 }, () => executor.submit(faults.exitOver, large));
      for (const each of all) expect(await errorOf(each)).to.be.instanceOf(BrokenExecutor);
    });

    it('the worker keeps no reference to an argument once its task has ended', async () => {
      const executor = make({ maxWorkers: 1 });
      await executor.submit(faults.keepWeakly, { big: new Uint8Array(1000) }).result();
      expect(await executor.submit(faults.isCollected).result()).to.equal(true);
    });

    describeThoroughly('at the end of the program', () => {
      for (const [options, said] of [
        ['{ wait: false }', ['begun\nlast\n']],
        ['{ wait: false, cancelFutures: true }', ['begun\n', 'begun\nlast\n']],
      ] as const) {
        it(`shutdown(${options}) neither delays it nor loses running tasks`, async () => {
          const ended = await runProgram(
            `import { ${name} } from 'LIBRARY/node';
             const pool = new ${name}({ maxWorkers: 1 });
             await pool.submit(() => console.log('begun')).result();
             pool.submit(() => console.log('last'));
             void pool.shutdown(${options});`,
          );
          expect([ended.code, ended.stderr]).to.deep.equal([0, '']);
          expect(said).to.include(ended.stdout);
        });
      }
    });
  });
}

describe("further guarantees of Python's process pool", () => {
  it('a child that is killed from outside breaks the pool permanently', async () => {
    const latch = makeFileLatch();
    const executor = new ProcessPoolExecutor({ maxWorkers: 1 });
    const pid = await executor.submit(() => process.pid).result();
    const running = executor.submit(tasks.hold, latch);
    await waitForArrivals(latch);
    process.kill(pid, 'SIGKILL');
    expect(await running.exception())
      .to.be.instanceOf(BrokenProcessPool)
      .and.include({ signal: 'SIGKILL', started: true });
    expect(() => executor.submit(tasks.add, 2, 8)).to.throw(BrokenProcessPool);
    await executor.shutdown();
  });
});
