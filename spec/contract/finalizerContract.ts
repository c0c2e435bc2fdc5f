import { expect } from 'chai';
import type { BrokenExecutor } from '../../src/errors/BrokenExecutor.js';
import { TaskNotFoundError } from '../../src/errors/TaskNotFoundError.js';
import { TimeoutError } from '../../src/errors/TimeoutError.js';
import type { ExecutorEvent } from '../../src/events/ExecutorEvent.js';
import type { Executor } from '../../src/executor/Executor.js';
import type { Task } from '../../src/executor/Task.js';
import { taskModule } from '../../src/executor/taskModule.js';
import type { Future } from '../../src/future/Future.js';
import type { PoolOptions } from '../../src/pool/PoolOptions.js';
import { arrivals, type Latch } from '../support/latch.js';
import { until } from '../support/until.js';

const tasks = taskModule<typeof import('../fixtures/finalizers.js')>(
  new URL('../fixtures/finalizers.js', import.meta.url),
);

/** One kind of pool, and its differences from the others. */
export interface FinalizerSubject {
  readonly make: (options: PoolOptions) => Executor;
  readonly makeLatch: () => Latch;
  readonly Broken: typeof BrokenExecutor;
  /** Submits a task that ends its worker. */
  readonly die: (executor: Executor) => Future<unknown>;
}

/** The rules of the finalizer, for every kind of pool. Each finalizer arrives at the latch that its worker has opened. */
export function describeFinalizer({ make, makeLatch, Broken, die }: FinalizerSubject): void {
  const made: Executor[] = [];
  let latch: Latch;
  let events: ExecutorEvent[];

  beforeEach(() => {
    latch = makeLatch();
    events = [];
  });

  afterEach(async () => {
    await Promise.all(made.splice(0).map((executor) => executor.shutdown({ cancelFutures: true, timeout: 1000 })));
  });

  /** Makes a pool of one worker, which opens the latch. */
  const pool = (finalizer: Task<[], unknown>, options: PoolOptions = {}): Executor => {
    const setUp = { maxWorkers: 1, initializer: tasks.open, initArgs: [latch], onWorkerLost: 'replace' } as const;
    const executor = make({ ...setUp, finalizer, ...options });
    executor.events.subscribe((event) => events.push(event));
    made.push(executor);
    return executor;
  };
  const isOpen = (executor: Executor): Promise<boolean> => executor.submit(tasks.isOpen).result();
  const has = (type: ExecutorEvent['type']): boolean => events.some((event) => event.type === type);
  const errors = (): unknown[] =>
    events.flatMap((event) => (event.type === 'uncaughtError' ? [[event.worker, event.error]] : []));

  for (const finalizer of [tasks.close, tasks.closeLater]) {
    it(`runs once in each worker at shutdown, after its last task: ${finalizer.name}()`, async () => {
      const executor = pool(finalizer, { maxWorkers: 2, minWorkers: 2 });
      const open = executor.broadcast(tasks.isOpen).map((future) => future.result());
      void executor.shutdown();
      expect(await Promise.all(open)).to.deep.equal([true, true]);
      await executor.shutdown();
      expect([arrivals(latch), errors(), has('workerLost')]).to.deep.equal([2, [], false]);
    });
  }

  it('runs in each worker that retires, before another takes its place', async () => {
    const executor = pool(tasks.close, { maxTasksPerChild: 1 });
    for (const retired of [0, 1, 2]) {
      expect(await isOpen(executor)).to.equal(true);
      expect(arrivals(latch)).to.be.within(retired, retired + 1);
    }
    await executor.shutdown();
    expect(arrivals(latch)).to.equal(3);
  });

  it('runs in a worker that is closed because it was idle', async () => {
    const executor = pool(tasks.close, { idleTimeout: 1 });
    await isOpen(executor);
    await until(() => has('workerRetired'), 'the idle worker has retired');
    expect(arrivals(latch)).to.equal(1);
  });

  for (const finalizer of [tasks.closeAndThrow, tasks.closeAndReject]) {
    it(`emits uncaughtError for one that fails, and retires the worker: ${finalizer.name}()`, async () => {
      const executor = pool(finalizer);
      await isOpen(executor);
      await executor.shutdown();
      const [[worker, error] = []] = errors() as [number, Error][];
      expect([worker, String(error), errors().length]).to.deep.equal([0, 'RangeError: not flushed', 1]);
      expect([arrivals(latch), has('workerRetired'), has('workerLost')]).to.deep.equal([1, true, false]);
    });
  }

  it('is ended by initTimeout, with a TimeoutError in uncaughtError', async () => {
    const hanging = [tasks.closeNever, tasks.closeWithoutEnd].map(async (finalizer) => {
      const executor = pool(finalizer, { initTimeout: 3000 });
      await isOpen(executor);
      await executor.shutdown();
    });
    await Promise.all(hanging);
    const found = errors() as [number, Error][];
    expect([arrivals(latch), found.length, has('workerLost')]).to.deep.equal([2, 2, false]);
    for (const [, error] of found) {
      expect(error).to.be.instanceOf(TimeoutError);
      expect(error.message).to.equal('the finalizer did not end within initTimeout of 3000 ms');
    }
  });

  it('is ended by the timeout of shutdown', async () => {
    const executor = pool(tasks.closeNever, { initTimeout: Infinity });
    await isOpen(executor);
    await executor.shutdown({ timeout: 100 });
    expect(executor.stats().workers).to.equal(0);
  });

  it('does not run in a worker that is lost or replaced', async () => {
    const executor = pool(tasks.close, { abortGrace: 1 });
    await isOpen(executor);
    await die(executor).exception();
    const ignoring = executor.submit(tasks.ignoreSignal);
    await until(() => ignoring.running(), 'the task runs in the second worker');
    ignoring.abort();
    expect(await isOpen(executor)).to.equal(true);
    expect(arrivals(latch)).to.equal(0);
    await executor.shutdown();
    expect([arrivals(latch), has('workerLost')]).to.deep.equal([1, true]);
  });

  it('runs in a worker that is still starting at the shutdown', async () => {
    const executor = pool(tasks.closeLater, { minWorkers: 1 });
    await executor.shutdown();
    expect([arrivals(latch), has('workerReady'), has('workerLost')]).to.deep.equal([1, true, false]);
  });

  it('does not run after an initializer that failed', async () => {
    const executor = pool(tasks.close, { initializer: tasks.openAndFail });
    await executor.submit(tasks.isOpen).exception();
    await executor.shutdown();
    expect([arrivals(latch), errors()]).to.deep.equal([0, []]);
  });

  const missing = taskModule<{ close: () => void }>(new URL('../fixtures/nowhere.js', import.meta.url)).close;
  const unloadable: Record<string, Task<[], unknown>> = {
    'of a missing module': missing,
    'that its module does not export': (tasks as unknown as { shut: Task<[], unknown> }).shut,
    'that is not a function': (tasks as unknown as { notATask: Task<[], unknown> }).notATask,
  };
  for (const [which, finalizer] of Object.entries(unloadable)) {
    it(`breaks the pool at its first worker with one ${which}`, async () => {
      const executor = pool(finalizer);
      const error = await executor.submit(tasks.isOpen).exception();
      expect(error)
        .to.be.instanceOf(Broken)
        .with.property('message')
        .that.contains('the finalizer could not be loaded');
      expect((error as Error).cause).to.be.instanceOf(TaskNotFoundError);
      expect(() => executor.submit(tasks.isOpen)).to.throw(Broken, 'the finalizer could not be loaded');
    });
  }
}
