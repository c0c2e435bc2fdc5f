import { expect } from 'chai';
import { lastValueFrom, map, type Observable, Subscription, TimeoutError, take, tap, toArray } from 'rxjs';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { ExecutorShutdownError } from '../../src/errors/ExecutorShutdownError.js';
import { QueueFullError } from '../../src/errors/QueueFullError.js';
import { SerializationError } from '../../src/errors/SerializationError.js';
import type { ExecutorEvent } from '../../src/events/ExecutorEvent.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { EventLoopExecutor } from '../../src/executors/eventLoop/EventLoopExecutor.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { arrivals, arriveAndWait, releaseLatch, waitForArrivals } from '../support/latch.js';
import { longEnough } from '../support/longEnough.js';
import { unhandledErrors } from '../support/unhandled.js';
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

const streams = taskModule<typeof import('../fixtures/streams.js')>(new URL('../fixtures/streams.js', import.meta.url));

/** The items of a stream, and how it ended. */
interface Seen {
  readonly items: unknown[];
  readonly error?: unknown;
}

/** Guarantees of `stream`: every item, in order, within the requested number, and a free slot afterwards. */
export function describeStream(subject: ExecutorUnderTest): void {
  const { promises = true, moves = true } = subject;
  const tasks = tasksFor(subject);
  const makeLatch = latchesFor(subject);
  const all = <T>(source: Observable<T>): Promise<T[]> => lastValueFrom(source.pipe(toArray()));
  const see = (source: Observable<unknown>): Promise<Seen> =>
    new Promise((resolve) => {
      const items: unknown[] = [];
      source.subscribe({
        next: (item) => items.push(item),
        error: (error: unknown) => resolve({ items, error }),
        complete: () => resolve({ items }),
      });
    });
  /** In virtual time an endless generator would produce items forever at one moment. */
  const endless = promises ? streams.counting : streams.countingObservable;
  /** Those that an executor without promises can wait for, too. */
  const kinds = ['observable', 'platformObservable', 'iterable', 'map', 'generator'];
  const laterKinds = [
    'laterObservable',
    'laterPlatformObservable',
    'asyncGenerator',
    'readable',
    'readableOfSafari',
    'promise',
    'promiseOfObservable',
  ];

  describe('stream', () => {
    /** So that no worker is terminated because the machine is busy. */
    const patient = { abortGrace: 60_000 };
    const make = executors(subject);
    const shared = sharedExecutor(subject);
    const unhandled = unhandledErrors();

    for (const kind of promises ? [...kinds, ...laterKinds] : kinds) {
      it(`emits the items of ${kind} in order, also falsy ones, and completes`, async () => {
        const executor = shared();
        const values = [...falsyValues, 'a', { b: [1] }];
        const items = await all(executor.stream(streams.streamOf, kind, values));
        expect(items).to.deep.equal(values);
        expect(Object.is(items[3], -0)).to.equal(true);
        expect(await all(executor.stream(streams.streamOf, kind, []))).to.deep.equal([]);
      });
    }

    it("emits a string's characters, and any other value as one item", async () => {
      const executor = shared();
      expect(await all(executor.stream(streams.justOne, 'abc'))).to.deep.equal(['a', 'b', 'c']);
      for (const value of [5, undefined, null, { a: 1 }]) {
        expect(await all(executor.stream(streams.justOne, value))).to.deep.equal([value]);
      }
    });

    if (subject.inline !== false) {
      it('accepts an inline generator', async () => {
        const countTo = function* (to: number): Generator<number> {
          for (let n = 1; n <= to; n++) yield n;
        };
        expect(await all(shared().stream(countTo, 3))).to.deep.equal([1, 2, 3]);
      });
    }

    it('emits a great many items in order', async () => {
      let next = 0;
      await lastValueFrom(
        shared()
          .stream(streams.numbers, 50_000)
          .pipe(tap((n) => expect(n).to.equal(next++))),
      );
      expect(next).to.equal(50_000);
    });

    it('submits once for each subscription, and not before', async () => {
      const executor = make();
      const cold = executor.stream(streams.numbers, 3);
      expect(executor.stats().submitted).to.equal(0);
      expect(await Promise.all([all(cold), all(cold)])).to.deep.equal([
        [0, 1, 2],
        [0, 1, 2],
      ]);
      expect(executor.stats()).to.include({ submitted: 2, finished: 2, running: 0 });
    });

    it('emits the items before an error, then the error as it was thrown', async () => {
      const executor = make();
      const { items, error } = await see(executor.stream(streams.thenFail, 300));
      expect(items).to.have.length(300);
      expect(error).to.be.instanceOf(RangeError).with.property('code', 'E_FAR');
      expect((error as Error).cause).to.be.instanceOf(TypeError);
      for (const thrown of falsyValues) {
        const seen = await see(executor.stream(streams.thenThrow, 1, thrown));
        expect(seen.items).to.deep.equal([0]);
        expect(Object.hasOwn(seen, 'error') && Object.is(seen.error, thrown)).to.equal(true);
      }
      expect((await see(executor.stream(streams.failAtOnce))).error).to.be.instanceOf(RangeError);
      expect(executor.stats()).to.include({ failed: 2 + falsyValues.length, running: 0 });
    });

    for (const kind of promises
      ? (['counting', 'countingLater', 'countingObservable'] as const)
      : (['counting'] as const)) {
      it(`ends ${kind} in the worker when it is unsubscribed, and frees the slot`, async () => {
        const [made, closed] = [makeLatch(), makeLatch()];
        const executor = make({ maxWorkers: 1 }).with(patient);
        expect(await all(executor.stream(streams[kind], made, closed).pipe(take(3)))).to.deep.equal([0, 1, 2]);
        expect(executor.stats()).to.include({ cancelled: 1, running: 0 });
        await waitForArrivals(closed);
        expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
        const madeByThen = arrivals(made);
        await executor.submit(tasks.add, 1, 2).result();
        expect([arrivals(made), arrivals(closed)]).to.deep.equal([madeByThen, 1]);
      });
    }

    for (const kind of promises ? (['counting', 'countingLater'] as const) : (['counting'] as const)) {
      for (const bufferSize of [1, 4, subject.latches === 'files' ? 32 : 256]) {
        it(`never lets ${kind} run further ahead than ${bufferSize}`, async () => {
          const [made, closed] = [makeLatch(), makeLatch()];
          let delivered = 0;
          let furthest = 0;
          const items = shared()
            .with({ ...patient, bufferSize })
            .stream(streams[kind], made, closed)
            .pipe(take(3 * bufferSize));
          await lastValueFrom(
            items.pipe(
              tap(() => {
                furthest = Math.max(furthest, arrivals(made) - delivered);
                delivered += 1;
              }),
            ),
          );
          expect(furthest).to.be.within(1, bufferSize);
          await waitForArrivals(closed);
          expect(arrivals(made) - delivered).to.be.within(0, bufferSize);
        });
      }
    }

    if (promises) {
      it('is paused by a mapOn whose buffer is full, also with operators in between', async () => {
        const [latch, made, closed] = [makeLatch(), makeLatch(), makeLatch()];
        const here = new EventLoopExecutor({ maxWorkers: 1 });
        const slowly = mapOn(here, (n: number) => arriveAndWait(latch).then(() => n), { bufferSize: 2 });
        const stream = shared().with({ bufferSize: 4 }).stream(streams.counting, made, closed);
        const results = all(
          stream.pipe(
            map((n) => 2 * n),
            slowly,
            take(20),
          ),
        );
        await waitForArrivals(made, 6); // two calls, and the four that the task may run ahead
        for (let n = 0; n < 10; n++) await shared().submit(tasks.add, n, n).result(); // the other worker is quick meanwhile
        expect(arrivals(made)).to.equal(6);
        releaseLatch(latch);
        expect(await results).to.deep.equal(Array.from({ length: 20 }, (_, n) => 2 * n));
        await here.shutdown();
      });

      it('emits an item as soon as it is produced', async () => {
        const latch = makeLatch();
        const items: string[] = [];
        const stream = shared().stream(streams.oneThenLatch, latch);
        const done = lastValueFrom(stream.pipe(tap((item) => items.push(item))));
        await waitForArrivals(latch);
        await until(() => items.length > 0, 'the first item is here');
        expect(items).to.deep.equal(['first']);
        releaseLatch(latch);
        await done;
        expect(items).to.deep.equal(['first', 'second']);
      });
    }

    it('holds one slot from start to end, like any other task', async () => {
      const [made, closed] = [makeLatch(), makeLatch()];
      const executor = make({ maxWorkers: 1 });
      const events: ExecutorEvent[] = [];
      executor.events.subscribe((event) => events.push(event));
      const subscription = executor.with({ label: 'mine' }).stream(endless, made, closed).subscribe();
      await waitForArrivals(made);
      const next = executor.submit(tasks.add, 1, 2);
      await known(executor);
      expect(executor.stats()).to.include({ running: 1, queued: 1 });
      subscription.unsubscribe();
      expect(await next.result()).to.equal(3);
      await all(executor.stream(streams.reporting, 2));
      await executor.shutdown();
      const received = events.filter((event) => 'id' in event).map(({ id, type, task }) => `${id} ${type} ${task}`);
      expect(received.filter((each) => each.startsWith('1 '))).to.deep.equal([
        `1 queued ${endless.name}`,
        `1 started ${endless.name}`,
        `1 cancelled ${endless.name}`,
        `1 stopped ${endless.name}`,
      ]);
      expect(received.filter((each) => each.startsWith('3 '))).to.deep.equal([
        '3 queued reporting',
        '3 started reporting',
        '3 progress reporting',
        '3 progress reporting',
        '3 finished reporting',
      ]);
      expect(events[0]).to.include({ type: 'queued', label: 'mine' });
    });

    for (const kind of promises ? (['identities', 'identitiesLater'] as const) : (['identities'] as const)) {
      it(`currentTask() is right at every item of ${kind}, also beside other tasks`, async () => {
        const executor = make({ maxWorkers: 2 }).with({ label: 'mine', bufferSize: 2 });
        const [first, second] = await Promise.all([
          all(executor.stream(streams[kind], 9)),
          all(executor.stream(streams[kind], 9)),
        ]);
        expect(new Set(first.map(({ id }) => id))).to.deep.equal(new Set([1]));
        expect(new Set(second.map(({ id }) => id))).to.deep.equal(new Set([2]));
        expect(first[8]?.label).to.equal('mine');
      });
    }

    it('is rejected like any other task: at the call, or as an error', async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 1, maxQueue: 1 });
      expect(() => executor.stream(5 as never)).to.throw(TypeError, 'task');
      const running = executor.submit(tasks.hold, latch);
      await waitForArrivals(latch);
      const waiting = executor.submit(tasks.add, 1, 1);
      expect((await see(executor.stream(streams.numbers, 1))).error).to.be.instanceOf(QueueFullError);
      releaseLatch(latch);
      await Promise.all([running.result(), waiting.result()]);
      await executor.shutdown();
      expect((await see(executor.stream(streams.numbers, 1))).error).to.be.instanceOf(ExecutorShutdownError);
    });

    it('is ended by a signal, with its reason', async () => {
      const [made, closed] = [makeLatch(), makeLatch()];
      const controller = new AbortController();
      const executor = make({ maxWorkers: 1 });
      const seen = see(executor.with({ ...patient, signal: controller.signal }).stream(endless, made, closed));
      await waitForArrivals(made);
      controller.abort('because');
      const { error } = await seen;
      expect(error).to.be.instanceOf(CancelledError).with.property('cause', 'because');
      await waitForArrivals(closed);
      const late = await see(executor.with({ ...patient, signal: controller.signal }).stream(endless, made, closed));
      expect(late).to.have.property('error').that.is.instanceOf(CancelledError);
      expect(executor.stats()).to.include({ cancelled: 2, running: 0, queued: 0 });
    });

    for (const limit of ['timeout', 'runTimeout'] as const) {
      it(`is ended by ${limit}`, async () => {
        const executor = make({ maxWorkers: 1 });
        await all(executor.stream(streams.numbers, 1));
        await longEnough(30, async (milliseconds) => {
          const [made, closed] = [makeLatch(), makeLatch()];
          const limited = executor.with({ ...patient, [limit]: milliseconds });
          const { error } = await see(limited.stream(endless, made, closed));
          expect(error).to.be.instanceOf(TimeoutError);
          expect((error as Error).message).to.contain(limit);
          expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
          if (arrivals(made) === 0) return false; // the limit passed before the task had started
          await waitForArrivals(closed);
          return true;
        });
      });
    }

    it('makes shutdown wait until it has ended', async () => {
      const executor = make();
      const items = all(executor.stream(streams.numbers, 1000));
      await executor.shutdown();
      expect(executor.stats()).to.include({ finished: 1 });
      expect(await items).to.have.length(1000);
    });

    if (promises) {
      it('frees the slot of a stream that does not end when the grace is over', async () => {
        const latch = makeLatch();
        const executor = make({ maxWorkers: 1 });
        const subscription = executor.with({ abortGrace: 20 }).stream(streams.neverCloses, latch).subscribe();
        await waitForArrivals(latch);
        subscription.unsubscribe();
        expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      });
    }

    it('continues when a subscriber throws, and reports the error', async () => {
      const executor = shared();
      let items = 0;
      await new Promise<void>((complete) => {
        executor.stream(streams.numbers, 3).subscribe({
          next: () => {
            items += 1;
            throw new Error('in the subscriber');
          },
          complete,
        });
      });
      expect(items).to.equal(3);
      expect(await unhandled.reported(3)).to.have.length(3);
    });

    it('emits nothing after it is unsubscribed, also within a batch', async () => {
      const executor = make();
      const items: number[] = [];
      const subscription = new Subscription();
      subscription.add(
        executor.stream(streams.numbers, 1000).subscribe((n) => {
          items.push(n);
          if (n === 10) subscription.unsubscribe();
        }),
      );
      await until(() => subscription.closed, 'the subscription is closed');
      await executor.shutdown();
      expect(items).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });

    it('emits also the items that a source pushes beyond its credits', async () => {
      const executor = shared().with({ bufferSize: 4 });
      expect(await all(executor.stream(streams.flood, 1000))).to.deep.equal(Array.from({ length: 1000 }, (_, n) => n));
    });

    if (subject.copies) {
      it('emits an item as it was when produced, whatever happens to it later', async () => {
        const executor = shared();
        const items = await all(executor.stream(streams.oneObject, 300));
        expect(items.map(({ n }) => n)).to.deep.equal(Array.from({ length: 300 }, (_, n) => n));
        expect(items.map(({ list }) => list[0])).to.deep.equal(Array.from({ length: 300 }, (_, n) => n));
        expect(new Set(items).size).to.equal(300);
        const buffers = await all(executor.stream(streams.oneBuffer, 20));
        expect(buffers.map((bytes) => bytes[0])).to.deep.equal(Array.from({ length: 20 }, (_, n) => n));
        const floods = await all(executor.with({ bufferSize: 2 }).stream(streams.floodOfOneObject, 20));
        expect(floods.map(({ n, at }) => [n, at.getTime()])).to.deep.equal(
          Array.from({ length: 20 }, (_, n) => [n, n]),
        );
      });

      it('ends with a SerializationError at an item that cannot be cloned, after those before it', async () => {
        const closed = makeLatch();
        const executor = make({ maxWorkers: 1 });
        const { items, error } = await see(executor.stream(streams.uncloneableThird, closed));
        expect(items).to.deep.equal([1, { two: 2 }]);
        expect(error).to.be.instanceOf(SerializationError).with.property('part', 'stream item.three.write');
        await waitForArrivals(closed);
        const second = await see(executor.stream(streams.uncloneableSecond));
        expect(second.items).to.deep.equal([1]);
        expect(second.error).to.be.instanceOf(SerializationError).with.property('part', 'stream item');
        const beyond = await see(executor.with({ bufferSize: 4 }).stream(streams.uncloneableLast, 9));
        expect(beyond.items).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8]);
        expect(beyond.error).to.be.instanceOf(SerializationError);
        expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      });

      it(`${moves ? 'moves' : 'copies'} items that are marked for transfer`, async () => {
        const items = await all(shared().stream(streams.moved, 3));
        expect(items.map((bytes) => [bytes.length, bytes[0]])).to.deep.equal([
          [16, 0],
          [16, moves ? 0 : 16],
          [16, moves ? 0 : 16],
        ]);
      });
    }
  });
}
