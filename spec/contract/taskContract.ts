import { expect } from 'chai';
import {
  from,
  lastValueFrom,
  mergeMap,
  type Observable,
  Subject as RxSubject,
  TimeoutError as RxTimeoutError,
  race,
  retry,
  type Subscription,
  share,
  takeUntil,
  timeout,
  toArray,
} from 'rxjs';
import { arrivals, type Latch, noteOf, releaseLatch, waitForArrivals } from '../support/latch.js';
import { until } from '../support/until.js';
import { type ExecutorUnderTest, executors, latchesFor, tasksFor } from './ExecutorUnderTest.js';

/** `task` under RxJS's operators: an unsubscribed task is aborted, and its slot becomes free. */
export function describeTask(subject: ExecutorUnderTest): void {
  const tasks = tasksFor(subject);
  const makeLatch = latchesFor(subject);

  describe("task under RxJS's operators", () => {
    const make = executors(subject);

    /** Under load a task may not run within the default grace, and would be ended before it reports. */
    const patient = { abortGrace: 60_000 };

    /** The note that `untilAborted` leaves when it is aborted with any reason but 'because'. */
    const abortNoted = (latch: Latch): Promise<void> => until(() => noteOf(latch) === 2, 'the task notes its abort');

    it('takeUntil stops it and completes', async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 1 });
      const enough = new RxSubject<void>();
      const all = lastValueFrom(
        executor.with(patient).task(tasks.untilAborted, latch).pipe(takeUntil(enough), toArray()),
      );
      await waitForArrivals(latch);
      enough.next();
      expect(await all).to.deep.equal([]);
      expect(executor.stats()).to.include({ cancelled: 1, running: 0 });
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      await abortNoted(latch);
    });

    it('race stops the loser', async () => {
      const [slow, quick] = [makeLatch(), makeLatch()];
      const executor = make({ maxWorkers: 2 });
      const first = lastValueFrom(
        race(executor.with(patient).task(tasks.untilAborted, slow), executor.task(tasks.hold, quick, 'won')),
      );
      await Promise.all([waitForArrivals(slow), waitForArrivals(quick)]);
      releaseLatch(quick);
      expect(await first).to.equal('won');
      expect(executor.stats()).to.include({ finished: 1, cancelled: 1, running: 0 });
      await abortNoted(slow);
    });

    it("timeout stops it, and emits RxJS's error", async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 1 });
      const work = executor.with(patient).task(tasks.untilAborted, latch).pipe(timeout(50));
      const error = await lastValueFrom(work).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(RxTimeoutError);
      expect(executor.stats()).to.include({ cancelled: 1, running: 0 });
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      await until(() => arrivals(latch) === 0 || noteOf(latch) === 2, 'the task notes its abort'); // on a slow machine it never started
    });

    it('retry submits it again each time', async () => {
      const executor = make();
      const error = await lastValueFrom(executor.task(tasks.fail, 'no').pipe(retry(2))).catch(
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(RangeError).with.property('message', 'no');
      expect(executor.stats()).to.include({ submitted: 3, failed: 3, running: 0 });
    });

    it('retry with a delay submits nothing after it is unsubscribed', async () => {
      const executor = make();
      const again = new RxSubject<void>();
      let subscription: Subscription | undefined;
      await new Promise<void>((failed) => {
        const delay = (): Observable<void> => {
          failed();
          return again;
        };
        subscription = executor.task(tasks.fail, 'no').pipe(retry({ delay })).subscribe();
      });
      subscription?.unsubscribe();
      again.next();
      await executor.submit(tasks.add, 1, 2).result();
      expect(executor.stats()).to.include({ submitted: 2, failed: 1, finished: 1 });
    });

    it('mergeMap submits no more at once than its concurrency', async () => {
      const latches = [makeLatch(), makeLatch()] as const;
      const executor = make({ maxWorkers: 2 });
      const all = lastValueFrom(
        from(latches).pipe(
          mergeMap((latch) => executor.task(tasks.hold, latch, 'held'), 1),
          toArray(),
        ),
      );
      await waitForArrivals(latches[0]);
      expect(executor.stats().submitted).to.equal(1);
      for (const latch of latches) releaseLatch(latch);
      expect(await all).to.deep.equal(['held', 'held']);
    });

    it('share runs it once for all subscribers, and stops it when the last one unsubscribes', async () => {
      const latch = makeLatch();
      const executor = make();
      const shared = executor.with(patient).task(tasks.untilAborted, latch).pipe(share());
      const subscriptions = [shared.subscribe(), shared.subscribe()];
      await waitForArrivals(latch);
      subscriptions[0]?.unsubscribe();
      expect(executor.stats()).to.include({ submitted: 1, cancelled: 0 });
      subscriptions[1]?.unsubscribe();
      expect(executor.stats()).to.include({ submitted: 1, cancelled: 1, running: 0 });
      await abortNoted(latch);
    });
  });
}
