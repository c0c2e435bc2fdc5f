import { expect } from 'chai';
import { lastValueFrom, map, of, Subject as RxSubject, switchMap, TimeoutError, timer, toArray } from 'rxjs';
import { CancelledError } from '../../src/errors/CancelledError.js';
import type { Future } from '../../src/future/Future.js';
import type { QueueStats } from '../../src/queue/client/BullMQExecutor.js';
import { arrivals, type Latch, noteOf, releaseLatch, waitForArrivals } from '../support/latch.js';
import { longEnough } from '../support/longEnough.js';
import { until } from '../support/until.js';
import {
  type ExecutorUnderTest,
  executors,
  falsyValues,
  known,
  latchesFor,
  sharedExecutor,
  tasksFor,
} from './ExecutorUnderTest.js';

/** Guarantees of cancel, abort and time limits: the right task, exactly once, and a free slot afterwards. */
export function describeCancel(subject: ExecutorUnderTest): void {
  const tasks = tasksFor(subject);
  const makeLatch = latchesFor(subject);
  const errorOf = (future: Future<unknown>): Promise<unknown> =>
    future.result().then(
      () => undefined,
      (error: unknown) => error,
    );

  describe('cancel', () => {
    const make = executors(subject);

    it('cancels only a task that has not started, and no other task', async () => {
      const latch = makeLatch();
      const counter = makeLatch();
      const executor = make({ maxWorkers: 1 });
      const running = executor.submit(tasks.hold, latch, 'done');
      const queued = [1, 2, 3].map(() => executor.submit(tasks.count, counter));
      await waitForArrivals(latch);
      await known(executor);
      expect(running.running()).to.equal(true);
      expect(running.cancel()).to.equal(false);
      expect(queued[1]?.cancel()).to.equal(true);
      expect(queued[1]?.cancel()).to.equal(true);
      expect(await errorOf(queued[1] as Future<void>)).to.be.instanceOf(CancelledError);
      releaseLatch(latch);
      expect(await running.result()).to.equal('done');
      expect(running.cancel()).to.equal(false);
      await Promise.all([queued[0]?.result(), queued[2]?.result()]);
      expect(arrivals(counter)).to.equal(2);
      expect(executor.stats()).to.include({ submitted: 4, finished: 3, cancelled: 1, queued: 0, running: 0 });
    });

    it('races the start of each of many small tasks, and exactly one of the two wins', async () => {
      const counter = makeLatch();
      const many = subject.latches === 'server' ? 300 : 2000;
      const executor = make({ maxWorkers: 2 });
      await executor.submit(tasks.count, counter).result();
      const futures = Array.from({ length: many }, () => executor.submit(tasks.count, counter));
      let cancelled = 0;
      for (let i = 0; i < futures.length; i += 3) {
        if (i % 300 === 0) await new Promise((resolve) => setImmediate(resolve));
        if (futures[i]?.cancel()) cancelled += 1;
      }
      await Promise.all(futures.map(errorOf));
      await executor.shutdown();
      const { cancelledLate = 0 } = executor.stats() as Partial<QueueStats>;
      expect(arrivals(counter)).to.be.within(many + 1 - cancelled, many + 1 - cancelled + cancelledLate);
      expect(executor.stats()).to.include({ submitted: many + 1, cancelled, finished: many + 1 - cancelled });
    });
  });

  describe('abort', () => {
    const make = executors(subject);
    const shared = sharedExecutor(subject);

    it("settles at once with the reason, aborts the task's signal, and frees the slot", async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 1 });
      const patient = executor.with({ abortGrace: 60_000 }); // under load the default grace may pass before the task sees its signal
      const future = patient.submit(tasks.untilAborted, latch);
      await waitForArrivals(latch);
      expect(future.abort('because')).to.equal(true);
      expect(future.state).to.equal('CANCELLED');
      const error = await errorOf(future);
      expect(error).to.be.instanceOf(CancelledError).with.property('cause', 'because');
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      expect(noteOf(latch)).to.equal(1);
      expect(future.abort()).to.equal(true);
    });

    it('removes queued tasks', async () => {
      const latch = makeLatch();
      const counter = makeLatch();
      const executor = make({ maxWorkers: 1 });
      const running = executor.submit(tasks.hold, latch);
      const queued = executor.submit(tasks.count, counter);
      await waitForArrivals(latch);
      expect(queued.abort()).to.equal(true);
      releaseLatch(latch);
      await running.result();
      await executor.submit(tasks.add, 1, 1).result();
      expect(arrivals(counter)).to.equal(0);
    });

    it('frees the slot of a task that ignores its signal when the grace is over', async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 1 });
      const future = executor.with({ abortGrace: 20 }).submit(tasks.deaf, latch);
      await waitForArrivals(latch);
      future.abort();
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it('does not change a finished future', async () => {
      const future = shared().submit(tasks.add, 1, 2);
      await future.result();
      expect(future.abort()).to.equal(false);
      expect(await future.result()).to.equal(3);
    });

    for (const reason of falsyValues) {
      it(`keeps the reason ${Object.is(reason, -0) ? '-0' : String(reason)} (${typeof reason})`, async () => {
        const latch = makeLatch();
        const future = shared().with({ abortGrace: 60_000 }).submit(tasks.untilAborted, latch);
        await waitForArrivals(latch);
        future.abort(reason);
        const error = (await errorOf(future)) as Error;
        expect(Object.hasOwn(error, 'cause')).to.equal(true);
        expect(Object.is(error.cause, reason)).to.equal(true);
      });
    }

    it('aborts outdated tasks under switchMap', async () => {
      const executor = make({ maxWorkers: 2 });
      const queries = new RxSubject<Latch>();
      const latches = [makeLatch(), makeLatch(), makeLatch()] as const;
      const results = lastValueFrom(
        queries.pipe(
          switchMap((latch) => (latch === latches[2] ? of('last') : executor.task(tasks.untilAborted, latch))),
        ),
      );
      queries.next(latches[0]);
      await waitForArrivals(latches[0]);
      queries.next(latches[1]);
      await waitForArrivals(latches[1]);
      queries.next(latches[2]);
      queries.complete();
      expect(await results).to.equal('last');
      expect(executor.stats()).to.include({ cancelled: 2, running: 0 });
    });
  });

  describe('signal', () => {
    const make = executors(subject);

    it('aborts queued and running tasks with its reason', async () => {
      const latch = makeLatch();
      const controller = new AbortController();
      const executor = make({ maxWorkers: 1 });
      const running = executor.with({ signal: controller.signal }).submit(tasks.untilAborted, latch);
      const queued = executor.with({ signal: controller.signal }).submit(tasks.add, 1, 2);
      await waitForArrivals(latch);
      controller.abort('because');
      for (const future of [running, queued]) {
        expect(await errorOf(future))
          .to.be.instanceOf(CancelledError)
          .with.property('cause', 'because');
      }
    });

    it('cancels the task at once when it was already aborted', async () => {
      const executor = make();
      const future = executor.with({ signal: AbortSignal.abort('early') }).submit(tasks.add, 1, 2);
      expect(future.state).to.equal('CANCELLED');
      expect(((await errorOf(future)) as Error).cause).to.equal('early');
      expect(executor.stats()).to.include({ submitted: 1, cancelled: 1 });
    });

    it('has at most one listener, and none once the tasks are done', async () => {
      const { signal } = new AbortController();
      let listeners = 0;
      let most = 0;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...args: Parameters<typeof add>) => {
        most = Math.max(most, ++listeners);
        add(...args);
      };
      signal.removeEventListener = (...args: Parameters<typeof remove>) => {
        listeners -= 1;
        remove(...args);
      };
      const limited = make().with({ signal });
      await Promise.all(Array.from({ length: 1000 }, (_, i) => limited.submit(tasks.echo, i).result()));
      expect(listeners).to.equal(0);
      expect(most).to.equal(1);
    });
  });

  describe('time limits', () => {
    const make = executors(subject);
    const limitOf = (error: unknown): unknown => (error as TimeoutError<unknown, unknown>).info?.meta;

    for (const [limit, first] of [
      ['timeout', 130], // counted from the submit: the task should have started by then
      ['runTimeout', 30],
    ] as const) {
      it(`${limit} fails the Future with an error that names the limit, and stops the task`, async () => {
        const executor = make({ maxWorkers: 1 });
        await executor.submit(tasks.add, 1, 1).result();
        let failed = 0;
        await longEnough(first, async (milliseconds) => {
          const latch = makeLatch();
          const limited = executor.with({ [limit]: milliseconds, abortGrace: 60_000 });
          const future = limited.submit(tasks.untilAborted, latch);
          const error = await errorOf(future);
          failed += 1;
          expect(error).to.be.instanceOf(TimeoutError);
          expect((error as Error).message)
            .to.contain(limit)
            .and.contain(String(milliseconds));
          expect(limitOf(error)).to.deep.equal({ limit, milliseconds });
          expect(future.state).to.equal('FINISHED');
          expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
          if (arrivals(latch) === 0) return false; // the limit passed before the task had started
          expect(noteOf(latch)).to.equal(2);
          expect(executor.stats()).to.include({ failed, running: 0 });
          return true;
        });
      });
    }

    it('queueTimeout fails only tasks that have not started', async () => {
      const executor = make({ maxWorkers: 1 });
      await executor.submit(tasks.add, 1, 1).result();
      await longEnough(30, async (milliseconds) => {
        const latch = makeLatch();
        const limited = executor.with({ queueTimeout: milliseconds });
        const running = limited.submit(tasks.hold, latch, 'done');
        await until(() => arrivals(latch) > 0 || running.done(), 'the task has started or its time is up');
        if (arrivals(latch) === 0) return false;
        const queued = limited.submit(tasks.add, 1, 2);
        const queuedError = await queued.exception();
        releaseLatch(latch);
        // where the workers are elsewhere, the limit may pass before the executor receives that the task has started
        if ((await running.exception()) instanceof TimeoutError) return false;
        expect(limitOf(queuedError)).to.deep.equal({ limit: 'queueTimeout', milliseconds });
        expect(await running.result()).to.equal('done');
        return true;
      });
    });

    it('runTimeout does not count the time in the queue', async () => {
      const executor = make({ maxWorkers: 1 });
      await longEnough(40, async (runTimeout) => {
        const latch = makeLatch();
        const running = executor.submit(tasks.hold, latch);
        await waitForArrivals(latch);
        const queued = executor.with({ runTimeout }).submit(tasks.echoLater, 'in time');
        await lastValueFrom(timer(2 * runTimeout));
        expect(queued.done()).to.equal(false);
        releaseLatch(latch);
        await running.result();
        return (await queued.exception()) === null; // where the machine is busy, its run may take that long
      });
    });

    it('with() rejects invalid limits', () => {
      const executor = make();
      for (const name of ['timeout', 'queueTimeout', 'runTimeout', 'abortGrace']) {
        expect(() => executor.with({ [name]: '1' })).to.throw(TypeError, name);
        expect(() => executor.with({ [name]: -1 })).to.throw(RangeError, name);
        expect(() => executor.with({ [name]: Number.NaN })).to.throw(RangeError, name);
      }
      expect(() => executor.with({ signal: {} as AbortSignal })).to.throw(TypeError, 'signal');
      expect(() => executor.with({ priority: 'high' as never })).to.throw(TypeError, 'priority');
      expect(() => executor.with({ bufferSize: 0 })).to.throw(RangeError, 'bufferSize');
      expect(() => executor.with(7 as never)).to.throw(TypeError, 'options');
      expect(() => executor.with(Object.create({ timeout: 'inherited' }) as object)).not.to.throw();
    });

    it('leaks nothing in a pipeline with time limits', async () => {
      const executor = make().with({ timeout: 60_000, queueTimeout: 60_000, runTimeout: 60_000 });
      const values = await lastValueFrom(
        of(1, 2, 3).pipe(
          map((n) => n * 2),
          switchMap((n) => executor.task(tasks.echo, n)),
          toArray(),
        ),
      );
      expect(values.at(-1)).to.equal(6);
    });
  });
}
