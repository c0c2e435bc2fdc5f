import { expect } from 'chai';
import { concat, config, from, lastValueFrom, NEVER, type Observable, Subject as RxSubject, tap, toArray } from 'rxjs';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { ExecutorShutdownError } from '../../src/errors/ExecutorShutdownError.js';
import type { Executor } from '../../src/executor/Executor.js';
import type { Task } from '../../src/executor/Task.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { through } from '../../src/operators/through.js';
import { type Latch, releaseLatch, waitForArrivals } from '../support/latch.js';
import { until } from '../support/until.js';
import { type ExecutorUnderTest, executors, known, latchesFor, tasksFor } from './ExecutorUnderTest.js';

const operators = taskModule<typeof import('../fixtures/operators.js')>(
  new URL('../fixtures/operators.js', import.meta.url),
);

/** The outcome of a pipeline. */
interface Seen {
  readonly values: unknown[];
  end: 'complete' | { readonly error: unknown } | undefined;
}

function watch(source: Observable<unknown>): Seen & { unsubscribe(): void } {
  const values: unknown[] = [];
  const seen: Seen & { unsubscribe(): void } = { values, end: undefined, unsubscribe: () => {} };
  const subscription = source.subscribe({
    next: (value) => values.push(value),
    error: (error: unknown) => (seen.end = { error }),
    complete: () => (seen.end = 'complete'),
  });
  seen.unsubscribe = () => subscription.unsubscribe();
  return seen;
}

function isCancelledByShutdown({ end }: Seen): void {
  const { error } = end as { error: Error };
  expect(error).to.be.instanceOf(CancelledError);
  expect(error.cause).to.be.instanceOf(ExecutorShutdownError);
}

/** Accepted work that is not, or not yet, a task: rows of `map`, values of `mapOn`, stages of `through`. */
export function describeAcceptedWork(subject: ExecutorUnderTest): void {
  const { promises = true, streams = true } = subject;
  const tasks = tasksFor(subject);
  const makeLatch = latchesFor(subject);
  const numbers = Array.from({ length: 40 }, (_, n) => n);

  describe('shutdown of a pipeline', () => {
    const make = executors(subject);
    const small = { maxWorkers: 1, maxQueue: 2 };
    /** Returns true if the promise has settled after a few turns of the event loop. */
    const settles = async (promise: Promise<void>): Promise<boolean> => {
      let settled = false;
      void promise.then(() => (settled = true));
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve));
      return settled;
    };

    for (const options of [{ maxWorkers: 1 }, small]) {
      const how = 'maxQueue' in options ? ', with maxQueue' : '';

      it(`completes a map that is already subscribed${how}`, async () => {
        const executor = make(options);
        const views = [{}, { bufferSize: 1 }, { bufferSize: 3, chunkSize: 2 }];
        const all = views.map((view) => watch(executor.with(view).map(tasks.echo, numbers)));
        await executor.shutdown();
        for (const seen of all) expect(seen).to.deep.include({ values: numbers, end: 'complete' });
      });

      for (const ordered of [true, false]) {
        it(`runs the values that mapOn has received before, and emits their results, ${ordered ? 'in order' : 'as completed'}${how}`, async () => {
          const executor = make(options);
          const echo = tasks.echo as Task<[number], unknown>;
          const [open, complete] = [new RxSubject<number>(), new RxSubject<number>()];
          const watchAll = (source: Observable<number>): Seen[] =>
            [1, 4, 100].map((bufferSize) => watch(source.pipe(mapOn(executor, echo, { ordered, bufferSize }))));
          const [left, completed] = [watchAll(open), watchAll(complete)];
          for (const n of numbers) open.next(n);
          for (const n of numbers) complete.next(n);
          const ended = executor.shutdown();
          complete.complete();
          await ended;
          for (const { values } of [...left, ...completed]) {
            expect([...values].sort((a, b) => Number(a) - Number(b))).to.deep.equal(numbers);
          }
          expect(completed.map(({ end }) => end)).to.deep.equal(['complete', 'complete', 'complete']);
          expect(left.map(({ end }) => end)).to.deep.equal([undefined, undefined, undefined]);
          open.next(41);
          for (const { end } of left) expect((end as { error: unknown }).error).to.be.instanceOf(ExecutorShutdownError);
          expect(open.observed).to.equal(false);
        });
      }
    }

    it('waits for rows that an input emits later', async () => {
      const executor = make({ maxWorkers: 1 });
      const [rows, others] = [new RxSubject<number>(), new RxSubject<number>()];
      const seen = watch(executor.map(tasks.add, rows, others));
      rows.next(1);
      const ended = executor.shutdown();
      expect(await settles(ended)).to.equal(false);
      others.next(2);
      await until(() => seen.values.length === 1, 'the first result');
      rows.next(3);
      others.next(4);
      rows.complete();
      await ended;
      expect(seen).to.deep.include({ values: [3, 7], end: 'complete' });
    });

    if (promises) {
      it('waits for an async iterable, also with `await using`', async () => {
        async function* rows(): AsyncGenerator<number> {
          for (const n of numbers) {
            await new Promise((resolve) => setTimeout(resolve));
            yield n;
          }
        }
        let seen: Seen | undefined;
        {
          await using executor = make({ maxWorkers: 2 });
          seen = watch(executor.map(tasks.echoLater, rows()));
        }
        expect(seen).to.deep.include({ values: numbers, end: 'complete' });
      });
    }

    it('rejects a map that is subscribed to later', async () => {
      const executor = make();
      const mapped = executor.map(tasks.echo, numbers);
      const ended = executor.shutdown();
      expect((watch(mapped).end as { error: unknown }).error).to.be.instanceOf(ExecutorShutdownError);
      await ended;
    });

    it('lets mapOn accept values that come from accepted work of the same executor', async () => {
      const executor = make({ maxWorkers: 2 });
      const echo = mapOn(executor, tasks.echo as Task<[number], number>, { bufferSize: 3 });
      const all = [
        watch(from(numbers).pipe(echo, echo, echo)),
        watch((executor.map(tasks.echo, numbers) as Observable<number>).pipe(echo)),
        ...(streams ? [watch(from(numbers).pipe(through(executor, operators.plus, 0), echo))] : []),
      ];
      await executor.shutdown();
      for (const seen of all) expect(seen).to.deep.include({ values: numbers, end: 'complete' });
    });

    it('lets several mapOn share a queue of very small capacity', async () => {
      const executor = make({ maxWorkers: 1, maxQueue: 1 });
      const all = [1, 2, 3, 4].map(() =>
        watch(from(numbers).pipe(mapOn(executor, tasks.echo as Task<[number], unknown>, { bufferSize: 3 }))),
      );
      await executor.shutdown();
      for (const seen of all) expect(seen).to.deep.include({ values: numbers, end: 'complete' });
    });

    it('gives map all values that an Observable emits from the subscription on', async () => {
      const executor = make({ maxWorkers: 1, maxQueue: 1 });
      const [first, second] = [new RxSubject<number>(), new RxSubject<number>()];
      const seen = watch(executor.map(tasks.add, first, second));
      for (const n of [1, 2]) second.next(n);
      for (const n of [10, 20]) first.next(n);
      first.complete();
      await until(() => seen.end !== undefined, 'the end of the map');
      expect(seen).to.deep.include({ values: [11, 22], end: 'complete' });
      expect(second.observed).to.equal(false);
    });

    it('fails mapOn at a later value, after the results of the earlier ones', async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 1 });
      const source = new RxSubject<Latch>();
      const seen = watch(source.pipe(mapOn(executor, tasks.hold as Task<[Latch], unknown>, { bufferSize: 2 })));
      for (let n = 0; n < 3; n++) source.next(latch);
      await waitForArrivals(latch);
      const ended = executor.shutdown();
      source.next(latch);
      expect([seen.end, source.observed]).to.deep.equal([undefined, false]);
      releaseLatch(latch);
      await ended;
      expect(seen.values).to.have.length(3);
      expect((seen.end as unknown as { error: unknown }).error).to.be.instanceOf(ExecutorShutdownError);
    });

    const ways: Record<string, (executor: Executor, latch: Latch, count: number) => Observable<unknown>> = {
      map: (executor, latch, count) =>
        executor.with({ bufferSize: 2 }).map(
          tasks.hold as Task<[Latch], unknown>,
          Array.from({ length: count }, () => latch),
        ),
      mapOn: (executor, latch, count) =>
        concat(from(Array.from({ length: count }, () => latch)), NEVER).pipe(
          mapOn(executor, tasks.hold as Task<[Latch], unknown>, { bufferSize: 2 }),
        ),
    };

    for (const [way, hold] of Object.entries(ways)) {
      it(`with cancelFutures cancels the queued calls of ${way} and emits the results of the running ones`, async () => {
        const latch = makeLatch();
        const executor = make({ maxWorkers: 1 });
        const seen = watch(hold(executor, latch, 5));
        await waitForArrivals(latch);
        await known(executor);
        const ended = executor.shutdown({ cancelFutures: true });
        releaseLatch(latch);
        await ended;
        expect(seen.values.length).to.be.lessThan(3);
        isCancelledByShutdown(seen);
      });

      it(`fails ${way} with CancelledError when the timeout has passed`, async () => {
        const latch = makeLatch();
        const executor = make({ maxWorkers: 1 });
        const seen = watch(hold(executor, latch, 5));
        await waitForArrivals(latch);
        await executor.shutdown({ timeout: 20 });
        expect(seen.values).to.deep.equal([]);
        isCancelledByShutdown(seen);
        releaseLatch(latch);
      });

      it(`does not wait for ${way} after it is unsubscribed`, async () => {
        const latch = makeLatch();
        const executor = make({ maxWorkers: 1 });
        const seen = watch(hold(executor, latch, 5));
        await waitForArrivals(latch);
        const ended = executor.shutdown();
        seen.unsubscribe();
        releaseLatch(latch);
        await ended;
        expect(executor.stats()).to.include({ queued: 0, running: 0 });
      });

      it(`does not wait for ${way} whose consumer fails, and continues one whose subscriber throws`, async () => {
        const latch = makeLatch();
        releaseLatch(latch);
        const executor = make({ maxWorkers: 1 });
        const thrown: unknown[] = [];
        const failing = watch(
          hold(executor, latch, 5).pipe(
            tap(() => {
              throw new RangeError('the consumer');
            }),
          ),
        );
        config.onUnhandledError = (error) => thrown.push(error);
        try {
          const subscription = hold(executor, latch, 5).subscribe(() => {
            throw new RangeError('the subscriber');
          });
          await executor.shutdown();
          await until(() => thrown.length === 5, 'five errors of the subscriber');
          subscription.unsubscribe();
        } finally {
          config.onUnhandledError = null;
        }
        expect((failing.end as { error: unknown }).error).to.be.instanceOf(RangeError);
      });
    }

    it('completes a map with cancelFutures when all of its rows are running', async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 1 });
      const seen = watch(
        executor.with({ bufferSize: 1 }).map(tasks.hold as Task<[Latch, number], unknown>, [latch], [7]),
      );
      await waitForArrivals(latch);
      await known(executor);
      const ended = executor.shutdown({ cancelFutures: true });
      releaseLatch(latch);
      await ended;
      expect(seen).to.deep.include({ values: [7], end: 'complete' });
    });

    it('ends a map over a silent source: by cancelFutures, by the timeout, or by unsubscribing', async () => {
      for (const options of [{ cancelFutures: true }, { timeout: 20 }]) {
        const executor = make();
        const source = new RxSubject<number>();
        const seen = watch(executor.map(tasks.echo, source));
        await executor.shutdown(options);
        isCancelledByShutdown(seen);
        expect(source.observed).to.equal(false);
      }
      const executor = make();
      const seen = watch(executor.map(tasks.echo, NEVER));
      const ended = executor.shutdown();
      expect(await settles(ended)).to.equal(false);
      seen.unsubscribe();
      await ended;
    });

    it('lets a task that is already subscribed end', async () => {
      const executor = make({ maxWorkers: 1 });
      const seen = [1, 2, 3].map((n) => watch(executor.task(tasks.echoLater, n)));
      await executor.shutdown();
      expect(seen.map(({ values, end }) => [values, end])).to.deep.equal([1, 2, 3].map((n) => [[n], 'complete']));
    });

    if (streams) {
      it('lets through stages end, also those that an operator resubscribes to', async () => {
        const executor = make({ maxWorkers: 2 });
        const source = new RxSubject<number>();
        const stages = source.pipe(through(executor, operators.twice), through(executor, operators.plus, 1));
        const seen = watch(stages);
        const ended = executor.shutdown();
        source.next(1);
        source.next(2);
        source.complete();
        await ended;
        expect(seen).to.deep.include({ values: [3, 5], end: 'complete' });
        const another = make({ maxWorkers: 2 });
        const retried = from([1]).pipe(
          through(another, operators.twice),
          through(another, operators.retryTwice),
          toArray(),
        );
        const results = lastValueFrom(retried);
        await another.shutdown();
        expect(await results).to.deep.equal([2, 2, 2]);
      });
    }
  });
}
