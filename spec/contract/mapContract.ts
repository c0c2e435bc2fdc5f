import { expect } from 'chai';
import {
  catchError,
  concat,
  EMPTY,
  from,
  lastValueFrom,
  NEVER,
  of,
  Subject as RxSubject,
  TimeoutError,
  take,
  throwError,
  toArray,
} from 'rxjs';
import { QueueFullError } from '../../src/errors/QueueFullError.js';
import type { Task } from '../../src/executor/Task.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { arrivals, type Latch, releaseLatch, waitForArrivals } from '../support/latch.js';
import { until } from '../support/until.js';
import { type ExecutorUnderTest, executors, known, latchesFor, sharedExecutor, tasksFor } from './ExecutorUnderTest.js';

/** Guarantees of `map`: input order, laziness, one failure, and nothing left behind. */
export function describeMap(subject: ExecutorUnderTest): void {
  const tasks = tasksFor(subject);
  const makeLatch = latchesFor(subject);
  describe('map', () => {
    const make = executors(subject);
    const shared = sharedExecutor(subject);
    const all = <T>(source: import('rxjs').Observable<T>): Promise<T[]> => lastValueFrom(source.pipe(toArray()));

    it('emits in input order, whatever the order of completion', async () => {
      const latch = makeLatch();
      const executor = shared();
      const emitted: unknown[] = [];
      const results = new Promise<void>((complete) => {
        executor
          .map(tasks.hold, [latch, releasedLatch()], ['slow', 'fast'])
          .subscribe({ next: (v) => emitted.push(v), complete });
      });
      await waitForArrivals(latch);
      await executor.submit(tasks.add, 1, 1).result();
      expect(emitted).to.deep.equal([]);
      releaseLatch(latch);
      await results;
      expect(emitted).to.deep.equal(['slow', 'fast']);
    });

    it('zips iterables, async iterables and Observables, and stops at the shortest', async () => {
      const executor = shared();
      async function* numbers(): AsyncGenerator<number> {
        yield* [10, 20, 30];
      }
      expect(await all(executor.map(tasks.add, [1, 2, 3, 4], numbers()))).to.deep.equal([11, 22, 33]);
      expect(await all(executor.map(tasks.add, from([1, 2]), new Set([5, 6, 7])))).to.deep.equal([6, 8]);
      expect(await all(executor.map(tasks.echo, 'abc'))).to.deep.equal(['a', 'b', 'c']);
    });

    it('has at most bufferSize outstanding calls, also for mapOn', async () => {
      for (const way of ['map', 'mapOn']) {
        const latch = makeLatch();
        const executor = make({ maxWorkers: 1 });
        const view = executor.with({ bufferSize: 2 });
        const latches = [latch, latch, latch, latch];
        const hold: Task<[Latch], unknown> = tasks.hold;
        const held = all(way === 'map' ? view.map(hold, latches) : from(latches).pipe(mapOn(view, hold)));
        await waitForArrivals(latch);
        expect(executor.stats().submitted, way).to.equal(2);
        releaseLatch(latch);
        expect(await held).to.have.length(4);
      }
    });

    it('waits for capacity under maxQueue where other tasks have filled the queue while it awaited its row', async () => {
      for (const method of ['map', 'mapSettled'] as const) {
        const latch = makeLatch();
        const executor = make({ maxWorkers: 1, maxQueue: 1 });
        const running = executor.submit(tasks.hold, latch, 'held');
        await waitForArrivals(latch);
        await known(executor);
        const rows = new RxSubject<number>();
        const mapped = all<unknown>(executor[method](tasks.echo, rows));
        const waiting = executor.submit(tasks.echo, 'other');
        expect(() => executor.submit(tasks.echo, 0)).to.throw(QueueFullError);
        rows.next(1);
        rows.next(2);
        rows.complete();
        releaseLatch(latch);
        expect(await Promise.all([running.result(), waiting.result()])).to.deep.equal(['held', 'other']);
        const values = (await mapped).map((each) => (method === 'map' ? each : (each as { value: unknown }).value));
        expect(values, method).to.deep.equal([1, 2]);
      }
    });

    it('completes without inputs and for empty inputs', async () => {
      const executor = make();
      expect(await all(executor.map(() => 1))).to.deep.equal([]);
      expect(await all(executor.map(tasks.echo, []))).to.deep.equal([]);
      expect(await all(executor.map(tasks.echo, EMPTY))).to.deep.equal([]);
      expect(executor.stats().submitted).to.equal(0);
    });

    it('submits on subscription, again for each subscription', async () => {
      const latch = makeLatch();
      const executor = make();
      const mapped = executor.map(tasks.count, [latch, latch]);
      expect(executor.stats().submitted).to.equal(0);
      await all(mapped);
      await all(mapped);
      expect(arrivals(latch)).to.equal(4);
    });

    if (subject.slots !== false) {
      it('goes on under maxQueue when the slot of an aborted task is free', async () => {
        const latch = makeLatch();
        const executor = make({ maxWorkers: 1, maxQueue: 0 });
        const held = executor.with({ abortGrace: 60_000 }).submit(tasks.hold, latch);
        await waitForArrivals(latch);
        held.abort();
        const results = lastValueFrom(executor.map(tasks.echo, [1, 2]).pipe(toArray()));
        await new Promise((resolve) => setImmediate(resolve));
        releaseLatch(latch);
        expect(await results).to.deep.equal([1, 2]);
      });
    }

    it('pulls an endless input only as far as needed, and closes it', async () => {
      let pulled = 0;
      let ended = false;
      function* endless(): Generator<number> {
        try {
          for (;;) yield pulled++;
        } finally {
          ended = true;
        }
      }
      const executor = make({ maxWorkers: 1 });
      expect(await all(executor.map(tasks.echo, endless()).pipe(take(5)))).to.deep.equal([0, 1, 2, 3, 4]);
      expect(ended).to.equal(true);
      expect(pulled).to.be.lessThan(10_000);
    });

    it('pulls an async iterable no further than bufferSize', async () => {
      const latch = makeLatch();
      let pulled = 0;
      let returned = false;
      const source = {
        [Symbol.asyncIterator]: () => ({
          next: async () => ({ done: false as const, value: pulled++ }),
          return: async () => {
            returned = true;
            return { done: true as const, value: undefined };
          },
        }),
      };
      const executor = make({ maxWorkers: 2 }).with({ bufferSize: 3 });
      const subscription = executor
        .map(tasks.hold, [latch, latch, latch, latch, latch, latch], source as AsyncIterable<number>)
        .subscribe();
      await waitForArrivals(latch, 2);
      await until(() => pulled >= 3, 'three values are pulled');
      expect(pulled).to.equal(3);
      subscription.unsubscribe();
      await new Promise((resolve) => setImmediate(resolve));
      expect(returned).to.equal(true);
      releaseLatch(latch);
    });

    it('fails with the first failure by position, after the results before it', async () => {
      const latch = makeLatch();
      const executor = shared();
      const emitted: unknown[] = [];
      const failed = new Promise<Error>((error) => {
        executor
          .map(tasks.hold, [latch, 'no latch' as never, releasedLatch()], [1, 2, 3])
          .subscribe({ next: (v) => emitted.push(v), error });
      });
      await waitForArrivals(latch);
      releaseLatch(latch);
      expect(await failed).to.be.instanceOf(TypeError);
      expect(emitted).to.deep.equal([1]);
    });

    it('cancels queued calls when it is unsubscribed or fails', async () => {
      const latch = makeLatch();
      const counter = makeLatch();
      const executor = make({ maxWorkers: 1 });
      const subscription = executor.with({ bufferSize: 10 }).map(tasks.hold, [latch, counter, counter]).subscribe();
      await waitForArrivals(latch);
      await known(executor);
      subscription.unsubscribe();
      releaseLatch(latch);
      await executor.submit(tasks.add, 1, 1).result();
      expect(arrivals(counter)).to.equal(0);
      const { submitted, finished, cancelled } = executor.stats();
      expect([finished, cancelled >= 1, submitted - cancelled]).to.deep.equal([2, true, 2]);
    });

    it('fails with the error of an input', async () => {
      const executor = shared();
      const broken = concat(
        of(1),
        throwError(() => new Error('input')),
      );
      const error = await lastValueFrom(executor.map(tasks.echo, broken).pipe(catchError((e: Error) => of(e.message))));
      expect(error).to.equal('input');
      function* throwing(): Generator<number> {
        yield 1;
        throw new Error('iterator');
      }
      expect(
        await lastValueFrom(executor.map(tasks.echo, throwing()).pipe(catchError((e: Error) => of(e.message)))),
      ).to.equal('iterator');
    });

    it('rejects an invalid input at the call', () => {
      expect(() => make().map(tasks.echo, 5 as never)).to.throw(TypeError, 'input 1');
      expect(() => make().map('no task' as never, [1])).to.throw(TypeError, 'task');
    });

    it('applies its timeout to the whole map', async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 1 });
      const mapped = executor.with({ timeout: 30 }).map(tasks.hold, [releasedLatch(), latch, latch], [1, 2, 3]);
      const emitted: unknown[] = [];
      const error = await new Promise(
        (resolve) => void mapped.subscribe({ next: (v) => emitted.push(v), error: resolve }),
      );
      expect(error).to.be.instanceOf(TimeoutError);
      releaseLatch(latch);
    });

    it('waits for capacity under maxQueue instead of failing', async () => {
      const executor = make({ maxWorkers: 1, maxQueue: 2 });
      const numbers = Array.from({ length: 50 }, (_, i) => i);
      expect(await all(executor.with({ bufferSize: 20 }).map(tasks.echo, numbers))).to.deep.equal(numbers);
      expect(await all(executor.with({ bufferSize: 20, chunkSize: 7 }).map(tasks.echo, numbers))).to.deep.equal(
        numbers,
      );
    });

    if (subject.slots !== false) {
      it('continues with a queue of no capacity when a stopped task frees the only slot', async () => {
        const latch = makeLatch();
        const executor = make({ maxWorkers: 1, maxQueue: 0 });
        const deaf = executor.with({ abortGrace: 20 }).submit(tasks.deaf, latch);
        await waitForArrivals(latch);
        const results = all(executor.map(tasks.echo, [1, 2]));
        deaf.abort();
        expect(await results).to.deep.equal([1, 2]);
      });
    }

    it('keeps the order with chunks', async () => {
      const numbers = Array.from({ length: 1000 }, (_, i) => i);
      expect(await all(shared().with({ chunkSize: 64 }).map(tasks.echo, numbers))).to.deep.equal(numbers);
    });

    it('waits for an Observable that has not emitted yet, and unsubscribes from it', () => {
      const source = new RxSubject<number>();
      const subscription = make().map(tasks.add, source, NEVER).subscribe();
      expect(source.observed).to.equal(true);
      subscription.unsubscribe();
      expect(source.observed).to.equal(false);
    });
  });

  function releasedLatch(): Latch {
    const latch = makeLatch();
    releaseLatch(latch);
    return latch;
  }
}
