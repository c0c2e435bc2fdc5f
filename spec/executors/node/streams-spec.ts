import { expect } from 'chai';
import { lastValueFrom, Subject, take, toArray } from 'rxjs';
import { BrokenExecutor } from '../../../src/errors/BrokenExecutor.js';
import type { ExecutorEvent } from '../../../src/events/ExecutorEvent.js';
import type { Executor } from '../../../src/executor/Executor.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { ProcessPoolExecutor } from '../../../src/executors/process/ProcessPoolExecutor.js';
import { ThreadPoolExecutor } from '../../../src/executors/thread/ThreadPoolExecutor.js';
import { through } from '../../../src/operators/through.js';
import { arrivals, makeFileLatch, makeLatch, releaseLatch, waitForArrivals } from '../../support/latch.js';
import { until } from '../../support/until.js';

const tasks = taskModule<typeof import('../../fixtures/tasks.js')>(new URL('../../fixtures/tasks.js', import.meta.url));
const faults = taskModule<typeof import('../../fixtures/faults.js')>(
  new URL('../../fixtures/faults.js', import.meta.url),
);
const streams = taskModule<typeof import('../../fixtures/streams.js')>(
  new URL('../../fixtures/streams.js', import.meta.url),
);
const operators = taskModule<typeof import('../../fixtures/operators.js')>(
  new URL('../../fixtures/operators.js', import.meta.url),
);

const kinds = [
  { name: 'threads', make: (maxWorkers: number) => new ThreadPoolExecutor({ maxWorkers }), latch: makeLatch },
  {
    name: 'processes',
    make: (maxWorkers: number) => new ProcessPoolExecutor({ maxWorkers, onWorkerLost: 'replace' }),
    latch: makeFileLatch,
  },
] as const;

/** Streams, aborts and progress of real workers. */
for (const { name, make, latch: newLatch } of kinds) {
  describe(`streams of ${name}`, () => {
    const made: Executor[] = [];
    const pool = (maxWorkers = 1): Executor => {
      const executor = make(maxWorkers);
      made.push(executor);
      return executor;
    };
    afterEach(() => Promise.all(made.splice(0).map((executor) => executor.shutdown({ timeout: 1000 }))));

    it('a worker that dies has delivered the items produced before, and is replaced', async () => {
      const executor = pool();
      const items: number[] = [];
      const error = await new Promise((resolve) => {
        executor.stream(streams.thenExit, 300).subscribe({ next: (n) => items.push(n), error: resolve });
      });
      expect(error).to.be.instanceOf(BrokenExecutor).with.property('started', true);
      expect(items).to.deep.equal(Array.from({ length: 300 }, (_, n) => n));
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it('a stream is paused while the operator behind it is busy', async () => {
      const [busy, counted, closed] = [newLatch(), newLatch(), newLatch()];
      const executor = pool(2).with({ bufferSize: 4 });
      const source = executor.stream(streams.counting, counted, closed);
      const results = lastValueFrom(source.pipe(through(executor, operators.busyUntilOpen, busy), take(50), toArray()));
      await waitForArrivals(busy);
      await waitForArrivals(counted, 8); // four on their way to the operator, four made in advance
      expect(arrivals(counted)).to.equal(8);
      releaseLatch(busy);
      expect(await results).to.deep.equal(Array.from({ length: 50 }, (_, n) => n));
    });

    it('two stages of one pipeline run in two workers at the same time', async () => {
      const latch = newLatch();
      const executor = pool(2);
      const source = new Subject<number>();
      const pipeline = source.pipe(
        through(executor, operators.opening, latch),
        through(executor, operators.busyMeanwhile, latch),
      );
      const results = lastValueFrom(pipeline.pipe(toArray()));
      await until(() => source.observed, 'the source is subscribed');
      source.next(0);
      await waitForArrivals(latch); // the second is processing a value, and ends it only when the first has received another
      source.next(1);
      source.complete();
      const seen = await results;
      expect(seen.map(({ n }) => n)).to.deep.equal([0, 1]);
      expect(new Set(seen.map(({ first }) => first)).size).to.equal(1);
      expect(new Set(seen.map(({ second }) => second)).size).to.equal(1);
      expect(seen[0]?.first).not.to.equal(seen[0]?.second);
    });

    it('rapid progress arrives in order, the last value before the result', async () => {
      const executor = pool();
      const future = executor.submit(streams.reportsFast, 20_000);
      const told: number[] = [];
      await new Promise<void>((complete) => {
        future.progress.subscribe({ next: (n) => told.push(n as number), complete });
      });
      expect(told.at(-1)).to.equal(19_999);
      expect(told).to.deep.equal([...told].sort((a, b) => a - b));
      const few: unknown[] = [];
      const other = executor.submit(streams.reportsOneObject, 500);
      other.progress.subscribe((value) => few.push(value));
      await other.result();
      expect(few).to.deep.equal(Array.from({ length: 500 }, (_, n) => ({ n })));
    });

    it('a worker whose task was stopped and has not ended gets no other task', async () => {
      const executor = pool();
      const deaf = newLatch();
      const events: ExecutorEvent[] = [];
      executor.events.subscribe((event) => events.push(event));
      const stopped = executor.with({ abortGrace: 50 }).submit(faults.spin, deaf);
      await waitForArrivals(deaf);
      stopped.abort();
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      const order = events.map((event) => ('id' in event ? `${event.type} ${event.id}` : event.type));
      expect(order.indexOf('workerRetired')).to.be.within(0, order.indexOf('started 2') - 1);
    });
  });
}

describe('streams of threads alone', () => {
  it('a synchronous loop between two items sees the abort, and the worker is kept', async () => {
    await using executor = new ThreadPoolExecutor({ maxWorkers: 1 });
    const [started, ended] = [makeLatch(), makeLatch()];
    const retired: string[] = [];
    const stream = executor.with({ abortGrace: 60_000 }).stream(streams.spinsUntilAborted, started, ended);
    const subscription = stream.subscribe();
    executor.events.subscribe(({ type }) => retired.push(type));
    await waitForArrivals(started);
    subscription.unsubscribe();
    await waitForArrivals(ended);
    expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    expect(retired).not.to.include('workerRetired');
  });
});
