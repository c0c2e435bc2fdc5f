import { expect } from 'chai';
import { lastValueFrom, type Observable, take, toArray } from 'rxjs';
import { InvalidStateError } from '../../src/errors/InvalidStateError.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { Future } from '../../src/future/Future.js';
import { eachValueFrom } from '../../src/operators/eachValueFrom.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { through } from '../../src/operators/through.js';
import { streamOf } from '../fixtures/streams.js';
import { waitForArrivals } from '../support/latch.js';
import { type PlatformObservable, platformObservable } from '../support/platformObservable.js';
import { until } from '../support/until.js';
import { type ExecutorUnderTest, executors, latchesFor, sharedExecutor, tasksFor } from './ExecutorUnderTest.js';

const streams = taskModule<typeof import('../fixtures/streams.js')>(new URL('../fixtures/streams.js', import.meta.url));
const operators = taskModule<typeof import('../fixtures/operators.js')>(
  new URL('../fixtures/operators.js', import.meta.url),
);

/** Every executor takes the same values as streams, as the result of a task and as an input. */
export function describePlatformStreams(subject: ExecutorUnderTest): void {
  const { promises = true, moves = true, streams: streaming = true } = subject;
  const tasks = tasksFor(subject);
  const makeLatch = latchesFor(subject);
  const all = <T>(source: Observable<T>): Promise<T[]> => lastValueFrom(source.pipe(toArray()));
  const kinds = ['observable', 'platformObservable', 'generator'];
  const laterKinds = ['laterPlatformObservable', 'asyncGenerator', 'readable', 'readableOfSafari'];
  const numbers = (): PlatformObservable<number> => streamOf('platformObservable', [1, 2, 3]) as never;

  describe('streams of the platform', () => {
    const make = executors(subject);
    const shared = sharedExecutor(subject);

    for (const kind of promises ? [...kinds, ...laterKinds] : kinds) {
      it(`submit takes the one value of ${kind}, and fails for none and for several`, async () => {
        const of = (...values: unknown[]): Future<unknown> => shared().submit(tasks.makeStream, kind, values);
        expect(await of('only').result()).to.equal('only');
        for (const values of [[], [1, 2]]) {
          expect(await of(...values).exception()).to.be.instanceOf(InvalidStateError);
        }
      });
    }

    if (streaming) {
      it('submit fails with the error of an Observable of the platform', async () => {
        const failing = shared().submit(streams.platformFailing, [], 'broken');
        expect(await failing.exception())
          .to.be.instanceOf(RangeError)
          .with.property('message', 'broken');
      });

      it('stream emits the items of an Observable of the platform before its error', async () => {
        const items: unknown[] = [];
        const failing = shared().stream(streams.platformFailing, [1, 2], 'broken');
        const error = await failing.forEach((item) => void items.push(item)).catch(String);
        expect([items, error]).to.deep.equal([[1, 2], 'RangeError: broken']);
      });

      if (promises) {
        it('unsubscribing from stream unsubscribes from an Observable of the platform in the worker', async () => {
          const [produced, closed] = [makeLatch(), makeLatch()];
          // under load the default grace may pass before the task has closed its source
          const executor = make().with({ abortGrace: 60_000 });
          const subscription = executor.stream(streams.platformEndless, produced, closed).subscribe();
          await waitForArrivals(produced);
          subscription.unsubscribe();
          await waitForArrivals(closed);
        });
      }

      it('through takes an Observable of the platform as its source', async () => {
        expect(await all(through(shared(), operators.twice)(numbers() as never))).to.deep.equal([2, 4, 6]);
      });
    }

    if (promises && streaming) {
      it('aborting a submitted task unsubscribes from an Observable of the platform in the worker', async () => {
        const [produced, closed] = [makeLatch(), makeLatch()];
        const endless = make().with({ abortGrace: 60_000 }).submit(streams.platformSilent, produced, closed);
        await waitForArrivals(produced);
        endless.abort();
        await waitForArrivals(closed);
      });
    }

    it('map, mapSettled, mapOn, Future.from and eachValueFrom take an Observable of the platform', async () => {
      const executor = shared();
      expect(await all(executor.map(tasks.add, numbers(), [10, 20, 30]))).to.deep.equal([11, 22, 33]);
      expect(await all(executor.mapSettled(tasks.echo, numbers()))).to.have.length(3);
      expect(await all(mapOn(executor, tasks.echo)(numbers() as never))).to.deep.equal([1, 2, 3]);
      expect(await Future.from(streamOf('platformObservable', [5]) as never).result()).to.equal(5);
      const values: unknown[] = [];
      for await (const value of eachValueFrom(numbers())) values.push(value);
      expect(values).to.deep.equal([1, 2, 3]);
    });

    it('unsubscribing from map unsubscribes from an Observable of the platform that it reads', async () => {
      let closed = 0;
      const endless = platformObservable<number>((subscriber) => {
        subscriber.addTeardown(() => (closed += 1));
        subscriber.next(1);
      });
      expect(await lastValueFrom(shared().map(tasks.echo, endless).pipe(take(1)))).to.equal(1);
      expect(closed).to.equal(1);
    });

    if (promises) {
      for (const kind of ['readable', 'readableOfSafari']) {
        it(`map reads ${kind}, and cancels it when it is unsubscribed from`, async () => {
          const executor = shared();
          const input = streamOf(kind, [1, 2, 3]) as Iterable<number>;
          expect(await all(executor.map(tasks.echo, input))).to.deep.equal([1, 2, 3]);
          let cancelled = false;
          const endless = new ReadableStream<number>({
            pull: (controller) => controller.enqueue(1),
            cancel() {
              cancelled = true;
            },
          });
          if (kind === 'readableOfSafari') Object.defineProperty(endless, Symbol.asyncIterator, { value: undefined });
          const first = executor.map(tasks.echo, endless as unknown as AsyncIterable<number>).pipe(take(1));
          expect(await lastValueFrom(first)).to.equal(1);
          await until(() => cancelled, 'the stream is cancelled');
        });
      }
    }

    if (promises && moves && !subject.sharesNothing && streaming) {
      const read = async (moved: unknown): Promise<unknown> => {
        const reader = (moved as ReadableStream<string>).getReader();
        const { value } = await reader.read();
        await reader.cancel();
        return value;
      };

      for (const task of [streams.movedReadable, streams.movedReadableLater]) {
        it(`a ReadableStream that is marked by transfer is a value: ${task.name}()`, async () => {
          const executor = shared();
          expect(await read(await executor.submit(task as never, 'moved').result())).to.equal('moved');
          const [only, ...more] = await all(executor.stream(task as never, 'moved'));
          expect([await read(only), more]).to.deep.equal(['moved', []]);
        });
      }
    }

    if (!subject.copies) {
      it('an object that only has a method subscribe is a value', async () => {
        const store = { subscribe: () => () => {} };
        expect(await shared().submit(tasks.echo, store).result()).to.equal(store);
      });
    }

    it('map refuses what is no input', () => {
      const noInputs: unknown[] = [5, null, undefined, {}, { subscribe: 5 }, { getReader: 1 }];
      for (const input of noInputs) {
        expect(() => make().map(tasks.echo, input as never)).to.throw(TypeError, 'input 1 of map must be');
      }
    });
  });
}
