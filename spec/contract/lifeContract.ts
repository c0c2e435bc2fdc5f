import { expect } from 'chai';
import { asapScheduler, config, interval, lastValueFrom, observeOn, of, subscribeOn, take, timer, toArray } from 'rxjs';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { ExecutorShutdownError } from '../../src/errors/ExecutorShutdownError.js';
import type { ExecutorEvent, TaskEvent } from '../../src/events/ExecutorEvent.js';
import type { ExecutorStats } from '../../src/executor/Executor.js';
import { inOneGo } from '../support/inOneGo.js';
import { arrivals, releaseLatch, waitForArrivals } from '../support/latch.js';
import { until } from '../support/until.js';
import { type ExecutorUnderTest, executors, known, latchesFor, tasksFor } from './ExecutorUnderTest.js';

/** Guarantees of the executor itself: shutdown, events, counts, broadcast, and the scheduler interface. */
export function describeLife(subject: ExecutorUnderTest): void {
  const tasks = tasksFor(subject);
  const makeLatch = latchesFor(subject);
  describe('shutdown', () => {
    const make = executors(subject);

    it('waits for the accepted work', async () => {
      const executor = make({ maxWorkers: 1 });
      const futures = [1, 2, 3].map((n) => executor.submit(tasks.echoLater, n));
      await executor.shutdown();
      expect(futures.map((each) => each.state)).to.deep.equal(['FINISHED', 'FINISHED', 'FINISHED']);
      expect(executor.stats()).to.include({ submitted: 3, finished: 3 });
    });

    it('resolves for an executor that was never used, and when called again', async () => {
      const executor = make();
      await executor.shutdown();
      await executor.shutdown({ cancelFutures: true });
    });

    it('with cancelFutures cancels queued tasks and lets running ones finish', async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 1 });
      const running = executor.submit(tasks.hold, latch, 'done');
      const queued = [1, 2].map(() => executor.submit(tasks.add, 1, 1));
      await waitForArrivals(latch);
      await known(executor);
      const ended = executor.shutdown({ cancelFutures: true });
      expect(queued.every((each) => each.cancelled())).to.equal(true);
      releaseLatch(latch);
      await ended;
      expect(await running.result()).to.equal('done');
    });

    it('resolves at once with wait: false, while the work continues', async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 1 });
      const running = executor.submit(tasks.hold, latch, 'done');
      await waitForArrivals(latch);
      await known(executor);
      await executor.shutdown({ wait: false });
      expect(running.state).to.equal('RUNNING');
      releaseLatch(latch);
      expect(await running.result()).to.equal('done');
    });

    it('aborts the remaining tasks when its timeout has passed', async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 1 });
      const running = executor.submit(tasks.deaf, latch);
      const queued = executor.submit(tasks.add, 1, 1);
      await waitForArrivals(latch);
      await executor.shutdown({ timeout: 20 });
      for (const future of [running, queued]) {
        const error = await future.result().catch((each: unknown) => each);
        expect(error).to.be.instanceOf(CancelledError);
        expect((error as Error).cause).to.be.instanceOf(ExecutorShutdownError);
      }
    });

    it('can be called from the callback of a result', async () => {
      const executor = make();
      const future = executor.submit(tasks.add, 1, 2);
      await new Promise<void>((resolve) => future.addDoneCallback(() => void executor.shutdown().then(resolve)));
      expect(executor.stats().finished).to.equal(1);
    });

    it('is what `await using` does', async () => {
      let future: { done(): boolean } | undefined;
      {
        await using executor = make();
        future = executor.submit(tasks.echoLater, 1);
      }
      expect(future.done()).to.equal(true);
    });

    it('rejects invalid options', async () => {
      const executor = make();
      const refusal = (options: object): Promise<unknown> =>
        executor.shutdown(options).then(
          () => undefined,
          (e: unknown) => e,
        );
      expect(await refusal({ wait: 1 })).to.be.instanceOf(TypeError);
      expect(await refusal({ timeout: -1 })).to.be.instanceOf(RangeError);
      expect(await executor.submit(tasks.add, 1, 1).result()).to.equal(2);
    });
  });

  describe('events and stats', () => {
    const make = executors(subject);

    it('emits queued, started, progress and the end of each task, in order, and completes', async () => {
      const executor = make({ maxWorkers: 1 });
      const events: ExecutorEvent[] = [];
      let complete = false;
      executor.events.subscribe({ next: (event) => events.push(event), complete: () => (complete = true) });
      await executor.with({ label: 'one' }).submit(tasks.reportProgress, ['x']).result();
      await executor.submit(tasks.fail, 'no').exception();
      executor.submit(tasks.add, 1, 1).cancel();
      await executor.shutdown();
      const ofTask = (id: number): TaskEvent[] =>
        events.filter((event): event is TaskEvent => 'id' in event && event.id === id);
      expect(ofTask(1).map(({ type }) => type)).to.deep.equal(['queued', 'started', 'progress', 'finished']);
      expect(ofTask(1)[0]).to.include({ task: 'reportProgress', label: 'one' });
      expect(ofTask(2).map(({ type }) => type)).to.deep.equal(['queued', 'started', 'failed']);
      expect(ofTask(3).map(({ type }) => type)).to.deep.equal(['queued', 'cancelled']);
      const times = events.map(({ time }) => time);
      expect(times).to.deep.equal([...times].sort((a, b) => a - b));
      expect(complete).to.equal(true);
    });

    if (subject.slots !== false && subject.promises !== false) {
      it('emits stopped when an aborted task has ended: after its Future has settled, and before its worker gets another task', async () => {
        const latch = makeLatch();
        const executor = make({ maxWorkers: 1 });
        const received: string[] = [];
        executor.events.subscribe((event) => 'id' in event && received.push(`${event.id} ${event.type}`));
        const running = executor.with({ abortGrace: 60_000 }).submit(tasks.hold, latch);
        const queued = executor.submit(tasks.add, 1, 1);
        await waitForArrivals(latch);
        await known(executor);
        running.abort();
        queued.abort();
        expect(received.slice(-2)).to.deep.equal(['1 cancelled', '2 cancelled']);
        const next = executor.submit(tasks.add, 1, 2);
        await lastValueFrom(timer(5));
        expect(received).not.to.include('1 stopped');
        releaseLatch(latch);
        expect(await next.result()).to.equal(3);
        await executor.shutdown();
        expect(received.filter((each) => each.endsWith('stopped'))).to.deep.equal(['1 stopped']);
        expect(received.indexOf('1 stopped')).to.be.lessThan(received.indexOf('3 started'));
      });
    }

    if (subject.slots !== false) {
      it('emits stopped when a task that exceeded its limit has ended, possibly by the end of its worker', async () => {
        const latch = makeLatch();
        const executor = make({ maxWorkers: 1 });
        const told: string[] = [];
        executor.events.subscribe((event) => 'id' in event && told.push(event.type));
        const [task, abortGrace] = subject.kills ? [tasks.deaf, 5] : [tasks.hold, 60_000];
        await executor.with({ runTimeout: 20, abortGrace }).submit(task, latch).exception();
        releaseLatch(latch);
        await executor.shutdown();
        expect(told).to.deep.equal(['queued', 'started', 'failed', 'stopped']);
      });
    }

    it('counts every task in exactly one state at any time', async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 2 });
      const sum = ({ queued, running, finished, failed, cancelled }: ExecutorStats): number =>
        queued + running + finished + failed + cancelled;
      const check = (): void => void expect(sum(executor.stats())).to.equal(executor.stats().submitted);
      executor.events.subscribe(check);
      const futures = [tasks.add, tasks.fail, tasks.hold].flatMap((task) =>
        [1, 2, 3].map(() => executor.submit(task as never, ...([task === tasks.hold ? latch : 'a'] as never[]))),
      );
      for (const future of futures) future.addDoneCallback(check);
      check();
      await waitForArrivals(latch, 2);
      await known(executor, 2);
      expect(executor.stats()).to.include({ submitted: 9, finished: 3, failed: 3, running: 2, queued: 1 });
      futures[8]?.cancel();
      futures[7]?.abort();
      releaseLatch(latch);
      await executor.shutdown();
      expect(executor.stats()).to.include({
        submitted: 9,
        finished: 4,
        failed: 3,
        cancelled: 2,
        running: 0,
        queued: 0,
      });
    });
  });

  describe('broadcast', () => {
    const make = executors(subject);

    it('runs once on each started worker, and on at least one', async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 2 });
      const first = executor.broadcast(tasks.count, latch);
      expect(first).to.have.length(1);
      await Promise.all(first.map((each) => each.result()));
      const holds = makeLatch();
      const busy = [1, 2].map(() => executor.submit(tasks.hold, holds));
      await waitForArrivals(holds, 2);
      releaseLatch(holds);
      await Promise.all(busy.map((each) => each.result()));
      const again = executor.broadcast(tasks.count, latch);
      expect(again).to.have.length(executor.stats().workers);
      await Promise.all(again.map((each) => each.result()));
      expect(arrivals(latch)).to.equal(1 + again.length);
    });
  });

  describe('schedule', () => {
    const make = executors(subject);
    const done = <T>(run: (resolve: (value: T) => void) => void): Promise<T> => new Promise(run);

    it('runs the work later, on the host, with its state', async () => {
      const executor = make();
      let inside = true;
      const seen = done<[number | undefined, boolean]>((resolve) => {
        executor.schedule<number>((state) => resolve([state, inside]), 0, 7);
      });
      inside = false;
      expect(await seen).to.deep.equal([7, false]);
    });

    it('can be rescheduled from within, as in RxJS', async () => {
      const executor = make();
      const states: number[] = [];
      await done<void>((resolve) => {
        executor.schedule<number>(
          function (state = 0) {
            states.push(state);
            if (state < 3) this.schedule(state + 1, 1);
            else resolve();
          },
          0,
          0,
        );
      });
      expect(states).to.deep.equal([0, 1, 2, 3]);
    });

    it('is removed by unsubscribing', async () => {
      const executor = make();
      let ran = false;
      executor.schedule(() => (ran = true)).unsubscribe();
      executor.schedule(() => (ran = true), 5).unsubscribe();
      await done((resolve) => executor.schedule(resolve, 10));
      expect(ran).to.equal(false);
    });

    it('runs work in the order of its delays', async () => {
      const executor = make();
      const order: number[] = [];
      await done<void>((resolve) => {
        inOneGo(() =>
          [30, 10, 20].map((delay) =>
            executor.schedule(() => {
              order.push(delay);
              if (order.length === 3) resolve();
            }, delay),
          ),
        );
      });
      expect(order).to.deep.equal([10, 20, 30]);
    });

    if (subject.slots !== false) {
      it('waits in the queue among the tasks and needs a free slot', async () => {
        const latch = makeLatch();
        const executor = make({ maxWorkers: 1 });
        const running = executor.submit(tasks.hold, latch);
        await waitForArrivals(latch);
        let ran = false;
        const turn = done<void>((resolve) => {
          executor.schedule(() => {
            ran = true;
            resolve();
          });
        });
        const idle = make({ maxWorkers: 1 });
        await done<void>((resolve) => idle.schedule(resolve)); // where a slot is free, such work runs meanwhile
        expect(ran).to.equal(false);
        releaseLatch(latch);
        await Promise.all([running.result(), turn]);
      });

      it('runs after the task before it has settled', async () => {
        const latch = makeLatch();
        const executor = make({ maxWorkers: 1 });
        const order: string[] = [];
        const future = executor.submit(tasks.hold, latch);
        future.subscribe(() => order.push('settled'));
        await waitForArrivals(latch);
        const turn = done<string>((resolve) => executor.schedule(() => resolve([...order, future.state].join())));
        releaseLatch(latch);
        expect(await turn).to.equal('settled,FINISHED');
      });
    }

    it('serves interval, timer, observeOn and subscribeOn', async () => {
      const executor = make();
      expect(await lastValueFrom(interval(1, executor).pipe(take(3), toArray()))).to.deep.equal([0, 1, 2]);
      expect(await lastValueFrom(timer(1, executor))).to.equal(0);
      expect(await lastValueFrom(of(1, 2, 3).pipe(observeOn(executor), toArray()))).to.deep.equal([1, 2, 3]);
      expect(await lastValueFrom(of(1).pipe(subscribeOn(executor), observeOn(asapScheduler)))).to.equal(1);
      expect(executor.stats().submitted).to.equal(0);
    });

    it('reports work that throws, once, and continues', async () => {
      const executor = make();
      const reported: unknown[] = [];
      config.onUnhandledError = (error) => reported.push(error);
      try {
        executor.schedule(() => {
          throw new Error('in the work');
        });
        await lastValueFrom(timer(10, executor));
        await until(() => reported.length > 0, 'the error is reported');
      } finally {
        config.onUnhandledError = null;
      }
      expect(reported).to.have.length(1);
      expect(await executor.submit(tasks.add, 1, 1).result()).to.equal(2);
    });

    if (subject.slots !== false) {
      it('at shutdown drops work that is not due, and runs work that is', async () => {
        const executor = make({ maxWorkers: 1 });
        const latch = makeLatch();
        const ran: string[] = [];
        const running = executor.submit(tasks.hold, latch);
        await waitForArrivals(latch);
        executor.schedule(function () {
          ran.push('due');
          ran.push(String(this.schedule(undefined, 1).closed));
        });
        executor.schedule(() => ran.push('not due'), 20);
        const ended = executor.shutdown();
        releaseLatch(latch);
        await Promise.all([running.result(), ended]);
        await lastValueFrom(timer(30)); // what is set later fires later, on the same clock
        expect(ran).to.deep.equal(['due', 'true']);
      });
    }

    it('now() returns the time', () => {
      const before = Date.now();
      expect(make().now()).to.be.within(before - 1000, Date.now() + 1000);
    });
  });
}
