import { expect } from 'chai';
import {
  defer,
  EMPTY,
  filter,
  finalize,
  from,
  lastValueFrom,
  map,
  merge,
  NEVER,
  Observable,
  type OperatorFunction,
  of,
  Subject as RxSubject,
  range,
  share,
  take,
  takeUntil,
  tap,
  throwError,
  timer,
  toArray,
} from 'rxjs';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { ExecutorShutdownError } from '../../src/errors/ExecutorShutdownError.js';
import { InvalidStateError } from '../../src/errors/InvalidStateError.js';
import { SerializationError } from '../../src/errors/SerializationError.js';
import { TaskNotFoundError } from '../../src/errors/TaskNotFoundError.js';
import { makeTaskRef } from '../../src/executor/Task.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { EventLoopExecutor } from '../../src/executors/eventLoop/EventLoopExecutor.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { through } from '../../src/operators/through.js';
import { everyday } from '../fixtures/operators.js';
import { arrivals, arriveAndWait, releaseLatch, waitForArrivals } from '../support/latch.js';
import { until } from '../support/until.js';
import {
  type ExecutorUnderTest,
  executors,
  falsyValues,
  latchesFor,
  sharedExecutor,
  tasksFor,
} from './ExecutorUnderTest.js';

const operators = taskModule<typeof import('../fixtures/operators.js')>(
  new URL('../fixtures/operators.js', import.meta.url),
);

const streams = taskModule<typeof import('../fixtures/streams.js')>(new URL('../fixtures/streams.js', import.meta.url));

/**
 * Operators whose results are ordered by time, when nothing happens in the worker at the same moment as on the host.
 */
const interleaves = new Set(['merge of two', 'share', 'merge with itself', 'connect', 'through a Subject']);

/** Guarantees of `through`: an operator has the same meaning in the worker as on the host. */
export function describeThrough(subject: ExecutorUnderTest): void {
  const { promises = true } = subject;
  const tasks = tasksFor(subject);
  const makeLatch = latchesFor(subject);
  const all = <T>(source: Observable<T>): Promise<T[]> => lastValueFrom(source.pipe(toArray()));
  const failure = (source: Observable<unknown>): Promise<unknown> =>
    lastValueFrom(source, { defaultValue: undefined }).then(
      () => 'no error',
      (error: unknown) => error,
    );

  describe('through', () => {
    const make = executors(subject);
    const shared = sharedExecutor(subject);

    it('runs an exported operator, and one returned by a factory', async () => {
      const executor = shared();
      expect(await all(range(1, 3).pipe(through(executor, operators.twice)))).to.deep.equal([2, 4, 6]);
      expect(await all(range(1, 4).pipe(through(executor, operators.evenSquares)))).to.deep.equal([4, 16]);
      expect(await all(of('a').pipe(through(executor, operators.shout)))).to.deep.equal(['A']);
      expect(await all(range(1, 3).pipe(through(executor, operators.times, 5)))).to.deep.equal([5, 10, 15]);
      expect(await all(of(1).pipe(through(executor, operators.byHand)))).to.deep.equal([2]);
    });

    it('recognises a factory without arguments by its result', async () => {
      const executor = shared();
      expect(await all(of(1).pipe(through(executor, operators.plus)))).to.deep.equal([11]);
      expect(await all(of(1).pipe(through(executor, operators.plus, 1)))).to.deep.equal([2]);
      expect(await all(of(1).pipe(through(executor, operators.minus)))).to.deep.equal([0]);
      if (promises) expect(await all(of(2).pipe(through(executor, operators.timesLater, 4)))).to.deep.equal([8]);
    });

    if (subject.inline !== false) {
      it('accepts inline operators', async () => {
        const executor = shared();
        const same: OperatorFunction<number, number> = (source) => source.pipe();
        expect(await all(of(1, 2).pipe(through(executor, same)))).to.deep.equal([1, 2]);
      });
    }

    it('gives every operator the same meaning as on the host', async () => {
      const executor = shared();
      await Promise.all(
        Object.entries(everyday).map(async ([name, operator]) => {
          const here = await all(from([1, 2, 2, 3]).pipe(operator));
          const there = await all(from([1, 2, 2, 3]).pipe(through(executor, operators.everydayNamed, name)));
          if (interleaves.has(name)) expect(there, name).to.have.deep.members(here);
          else expect(there, name).to.deep.equal(here);
        }),
      );
    });

    it('carries falsy values in both directions, and completes an empty source', async () => {
      const executor = shared();
      const { same } = operators;
      const values = await all(from(falsyValues).pipe(through(executor, same)));
      expect(values).to.deep.equal(falsyValues);
      expect(Object.is(values[3], -0)).to.equal(true);
      expect(await all(EMPTY.pipe(through(executor, same)))).to.deep.equal([]);
    });

    it('carries a great many values through two stages, in order', async () => {
      const executor = shared();
      const results = range(0, 5000).pipe(through(executor, operators.twice), through(executor, operators.plus, 1));
      expect(await all(results)).to.deep.equal(Array.from({ length: 5000 }, (_, n) => 2 * n + 1));
    });

    if (promises && (subject.latches ?? 'memory') === 'memory') {
      it("bounds the operator's lead over a consumer that stops, even after a fast start", async () => {
        const [latch, came, closed] = [makeLatch(), makeLatch(), makeLatch()];
        const here = new EventLoopExecutor({ maxWorkers: 1 });
        let taken = 0;
        const results = range(0, 20_000).pipe(
          through(shared(), operators.counted, came, closed),
          tap(() => (taken += 1)),
          filter((n) => n >= 8000),
          mapOn(here, (n: number) => arriveAndWait(latch).then(() => n), { bufferSize: 1 }),
          take(5),
        );
        const five = all(results);
        await until(
          () => taken > 8000,
          () => `8,000 values are taken, and not only ${taken}`,
        );
        for (let n = 0; n < 10; n++) await shared().submit(tasks.add, n, n).result(); // the other worker is quick meanwhile
        expect(arrivals(came) - taken).to.be.within(0, 1024);
        releaseLatch(latch);
        expect(await five).to.have.length(5);
        await here.shutdown();
      });
    }

    it('runs a task for each subscription, and subscribes to the source for each', async () => {
      const executor = make({ maxWorkers: 2 });
      let subscriptions = 0;
      const source = defer(() => of(++subscriptions));
      const piped = source.pipe(through(executor, operators.twice));
      expect(executor.stats().submitted + subscriptions).to.equal(0);
      expect((await Promise.all([all(piped), all(piped)])).flat()).to.have.members([2, 4]);
      expect(executor.stats()).to.include({ submitted: 2, finished: 2 });
    });

    it('passes an error of the source to the operator, which may handle it', async () => {
      const executor = shared();
      const source = merge(
        of(1),
        throwError(() => new RangeError('from here')),
      );
      expect(await all(source.pipe(through(executor, operators.recover)))).to.deep.equal([1, 'caught from here']);
      expect(await failure(source.pipe(through(executor, operators.twice))))
        .to.be.instanceOf(RangeError)
        .with.property('message', 'from here');
      for (const thrown of falsyValues) {
        const error = await failure(throwError(() => thrown).pipe(through(executor, operators.twice as never)));
        expect(Object.is(error, thrown)).to.equal(true);
      }
    });

    it('emits an error of the operator, and unsubscribes from the source', async () => {
      let torndown = 0;
      const source = merge(of(1, 2, 3), NEVER).pipe(finalize(() => torndown++));
      const seen: number[] = [];
      const error = await failure(
        source.pipe(
          through(shared(), operators.failAt, 3),
          tap((n) => seen.push(n)),
        ),
      );
      expect(seen).to.deep.equal([1, 2]);
      expect(error).to.be.instanceOf(RangeError).with.property('code', 'E_BAD');
      expect(torndown).to.equal(1);
    });

    it('subscribes to the source at once, and again at each later subscription of the operator', async () => {
      const executor = shared();
      let subscriptions = 0;
      const source = defer(() => of(++subscriptions));
      const retried = all(source.pipe(through(executor, operators.retryTwice)));
      expect(subscriptions).to.equal(1);
      expect(await retried).to.deep.equal([1, 2, 3]);
      expect(subscriptions).to.equal(3);
    });

    it('unsubscribes from a source that the operator never subscribed to when the operator ends', async () => {
      const source = new RxSubject<number>();
      const results = all(source.pipe(through(shared(), operators.ofItsOwn)));
      expect(source.observed).to.equal(true);
      source.next(1);
      expect(await results).to.deep.equal(['its', 'own']);
      expect(source.observed).to.equal(false);
    });

    for (const stages of [1, 2, 3]) {
      it(`carries all values that a hot source emits from the subscription on, through ${stages} stages`, async () => {
        const executor = make({ maxWorkers: stages });
        const source = new RxSubject<number>();
        let results: Observable<number> = source;
        for (let stage = 0; stage < stages; stage++) results = results.pipe(through(executor, operators.plus, 1));
        const seen: number[] = [];
        const done = lastValueFrom(results.pipe(tap((n) => seen.push(n))));
        expect(source.observed).to.equal(true);
        for (let n = 0; n < 500; n++) source.next(n);
        await until(() => seen.length > 0, 'the first results');
        for (let n = 500; n < 510; n++) source.next(n);
        source.complete();
        await done;
        expect(seen).to.deep.equal(Array.from({ length: 510 }, (_, n) => n + stages));
      });

      it(`accepts a source that completes before a worker is ready, through ${stages} stages`, async () => {
        const ends: Record<string, [source: Observable<number>, result: unknown[]]> = {
          values: [of(1, 2), [1 + stages, 2 + stages]],
          nothing: [EMPTY, []],
          'an error': [throwError(() => new RangeError('early')), ['caught early']],
          'a value and an error': [
            merge(
              of(1),
              throwError(() => new RangeError('early')),
            ),
            [1 + stages, 'caught early'],
          ],
          'an error of its subscribe': [
            new Observable<number>(() => {
              throw new RangeError('early');
            }),
            ['caught early'],
          ],
        };
        const executor = make({ maxWorkers: stages + 1 });
        for (const [name, [source, result]] of Object.entries(ends)) {
          let results = source;
          for (let stage = 0; stage < stages; stage++) results = results.pipe(through(executor, operators.plus, 1));
          expect(await all(results.pipe(through(executor, operators.recover))), name).to.deep.equal(result);
        }
      });
    }

    it('passes early values to an operator that subscribes late', async () => {
      const executor = make({ maxWorkers: 2 });
      for (const operator of [operators.startsWithZero, operators.afterAMoment]) {
        const source = new RxSubject<number>();
        const results = all(source.pipe(through(executor, operator)));
        source.next(1);
        source.next(2);
        source.complete();
        expect(await results).to.deep.equal([0, 1, 2]);
      }
    });

    it('unsubscribes from the source at once when it is unsubscribed before a worker is ready', async () => {
      const executor = make({ maxWorkers: 2 });
      const source = new RxSubject<number>();
      const twice = through(executor, operators.twice);
      const subscription = source.pipe(twice, twice).subscribe();
      source.next(1);
      subscription.unsubscribe();
      expect(source.observed).to.equal(false);
      const never = source.pipe(twice, takeUntil(of(1))).subscribe();
      expect([never.closed, source.observed]).to.deep.equal([true, false]);
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      expect(executor.stats()).to.include({ queued: 0, running: 0, finished: 1 });
    });

    it('does not subscribe to the source when it cannot be submitted', async () => {
      const executor = make();
      await executor.shutdown();
      let subscriptions = 0;
      const source = defer(() => of(++subscriptions));
      expect(await failure(source.pipe(through(executor, operators.twice)))).to.be.instanceOf(ExecutorShutdownError);
      const aborted = make().with({ signal: AbortSignal.abort() });
      expect(await failure(source.pipe(through(aborted, operators.twice)))).to.be.instanceOf(CancelledError);
      expect(subscriptions).to.equal(0);
    });

    it('does not give a stage of higher priority the slot that the next stage waits for', async () => {
      const executor = make({ maxWorkers: 1 });
      const first = through(executor.with({ priority: 9 }), operators.plus, 1);
      const source = range(0, 5000).pipe(first, through(executor, operators.twice));
      expect(await failure(source)).to.be.instanceOf(InvalidStateError);
      expect(await all(of(1).pipe(first))).to.deep.equal([2]);
    });

    it('lets an earlier stage wait for the slot of an aborted task that has not ended', async () => {
      const executor = make({ maxWorkers: 2 });
      const latch = makeLatch();
      const held = executor.with({ abortGrace: 60_000 }).submit(tasks.hold, latch);
      await waitForArrivals(latch);
      held.abort();
      const queued = executor.stream(streams.numbers, 3);
      const results = merge(of(0), queued).pipe(through(executor, operators.plus, 1));
      const endOnce = tap({ next: () => releaseLatch(latch), error: () => releaseLatch(latch) });
      expect(await all(results.pipe(endOnce))).to.deep.equal([1, 1, 2, 3]);
    });

    if (promises) {
      it('pauses a stream while no worker is ready for the operator', async () => {
        const [latch, made, closed] = [makeLatch(), makeLatch(), makeLatch()];
        const busy = make({ maxWorkers: 1 });
        const running = busy.submit(tasks.hold, latch);
        await waitForArrivals(latch);
        const patient = { bufferSize: 4, abortGrace: 60_000 }; // or a busy worker might be replaced before it closes it
        const stream = shared().with(patient).stream(streams.counting, made, closed);
        const twice = through(busy.with({ bufferSize: 4 }), operators.twice);
        const results = all(stream.pipe(twice, take(20)));
        await waitForArrivals(made, 8); // four that wait for the operator, and the four that the task may run ahead
        for (let n = 0; n < 10; n++) await shared().submit(tasks.add, n, n).result(); // the other worker is quick meanwhile
        expect(arrivals(made)).to.equal(8);
        releaseLatch(latch);
        expect(await results).to.deep.equal(Array.from({ length: 20 }, (_, n) => 2 * n));
        await running.result();
        await waitForArrivals(closed);
      });
    }

    it('lets one stage feed two others, the second of which has to wait for its slot', async () => {
      const executor = make({ maxWorkers: 2 }).with({ bufferSize: 4 });
      const numbers = range(0, 200).pipe(through(executor, operators.twice), share());
      const plus = through(executor, operators.plus, 1);
      const results = await Promise.all([all(numbers.pipe(plus)), all(numbers.pipe(plus))]);
      const expected = Array.from({ length: 200 }, (_, n) => 2 * n + 1);
      expect(results).to.deep.equal([expected, expected]);
    });

    if (subject.copies) {
      it('carries an early value as it was when emitted', async () => {
        const value = { n: 0, at: new Date(0) };
        const source = new RxSubject<typeof value>();
        const results = all(source.pipe(through(make(), operators.same as never)));
        for (value.n = 1; value.n <= 3; value.n++) source.next(value);
        source.complete();
        expect(await results).to.deep.equal([1, 2, 3].map((n) => ({ n, at: new Date(0) })));
      });
    }

    it('unsubscribes from the source when the operator completes', async () => {
      let end: (() => void) | undefined;
      const ended = new Promise<void>((resolve) => (end = resolve));
      const source = merge(of(1, 2, 3), NEVER).pipe(finalize(() => end?.()));
      const operator = through(shared(), operators.takeThreeAndGoOn);
      expect(await lastValueFrom(source.pipe(operator, take(4), toArray()))).to.deep.equal([1, 2, 3, 'and on']);
      await ended;
    });

    it('tears down host and worker when it is unsubscribed, and frees the slot', async () => {
      const [came, closed] = [makeLatch(), makeLatch()];
      const executor = make({ maxWorkers: 1 }).with({ abortGrace: 60_000 });
      let torndown = 0;
      const source = merge(of(1), NEVER).pipe(finalize(() => torndown++));
      expect(await all(source.pipe(through(executor, operators.counted, came, closed), take(1)))).to.deep.equal([1]);
      expect(torndown).to.equal(1);
      await waitForArrivals(closed);
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      expect(executor.stats()).to.include({ cancelled: 1, finished: 1, running: 0 });
    });

    it('currentTask() is right inside the operator', async () => {
      const executor = make({ maxWorkers: 2 }).with({ label: 'stage' });
      const seen = await all(from([1, 2, 3]).pipe(through(executor, operators.whoAmI)));
      expect(seen).to.deep.equal(Array.from({ length: 3 }, () => ({ id: 1, label: 'stage' })));
    });

    it('fails a stage that can never get a slot, and continues', async () => {
      const executor = make({ maxWorkers: 1 });
      const [first, second] = [through(executor, operators.twice), through(executor, operators.plus, 1)];
      expect(await failure(of(1).pipe(first, second)))
        .to.be.instanceOf(InvalidStateError)
        .with.property('message')
        .that.contains('"twice" cannot start');
      expect(await all(of(1).pipe(first))).to.deep.equal([2]);
      const two = make({ maxWorkers: 2 });
      const pipeline = through(two, operators.twice);
      const [one, other] = await Promise.allSettled([1, 2].map((n) => all(of(n).pipe(pipeline, pipeline))));
      expect([one?.status, other?.status]).to.include('fulfilled');
      expect(two.stats()).to.include({ running: 0, queued: 0 });
    });

    it('fails a map or mapOn before it whose calls can never get a slot, and continues', async () => {
      const executor = make({ maxWorkers: 1 });
      const twice = through(executor, operators.twice);
      const feeds: Record<string, Observable<number>> = {
        map: executor.map(tasks.add, [1, 2, 3], [1, 1, 1]),
        'map of an Observable': executor.map(tasks.add, timer(20).pipe(map(() => 1)), [1]),
        'unordered map': executor.with({ ordered: false }).map(tasks.add, [1, 2], [3, 4]),
        mapOn: of(1, 2).pipe(mapOn(executor, tasks.echo as never)),
      };
      for (const [name, feed] of Object.entries(feeds)) {
        const error = await failure(feed.pipe(twice));
        expect(error, name)
          .to.be.instanceOf(InvalidStateError)
          .with.property('message')
          .that.contains('call of a map or mapOn cannot start');
      }
      expect(await all(of(1).pipe(twice))).to.deep.equal([2]);
      const two = make({ maxWorkers: 2 });
      const pipeline = two.map(tasks.add, [1, 2], [1, 1]).pipe(through(two, operators.twice));
      expect(await all(pipeline)).to.deep.equal([4, 6]);
      expect(two.stats()).to.include({ running: 0, queued: 0 });
    });

    it('rejects an invalid operator', async () => {
      const executor = shared();
      expect(() => through(executor, 5 as never)).to.throw(TypeError, 'task');
      expect(() => through(5 as never, operators.twice)).to.throw(TypeError, 'executor');
      for (const bad of [
        operators.noOperator,
        operators.noFactory,
        makeTaskRef(operators.twice.module, 'constructor'),
      ]) {
        const args = bad === operators.noFactory ? [1] : [];
        const error = await failure(of(1).pipe(through(executor, bad as never, ...(args as never[]))));
        expect(error).to.be.instanceOf(bad.name === 'constructor' ? TaskNotFoundError : TypeError);
      }
      expect(await failure(of(1).pipe(through(executor, operators.throwsAtOnce)))).to.be.instanceOf(RangeError);
    });

    if (subject.copies) {
      it('ends with a SerializationError at a value or a result that cannot be cloned', async () => {
        const executor = make({ maxWorkers: 1 });
        const bad = of(1, { f: () => 2 }, 3).pipe(
          through(executor, operators.everydayNamed as never, 'from it' as never),
        );
        expect(await failure(bad))
          .to.be.instanceOf(SerializationError)
          .with.property('part', 'stream item.f');
        const result = of(1, 2).pipe(through(executor, operators.uncloneable));
        expect(await failure(result))
          .to.be.instanceOf(SerializationError)
          .with.property('part', 'stream item.f');
        expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      });
    }
  });
}
