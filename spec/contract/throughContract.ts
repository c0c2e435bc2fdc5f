import { expect } from 'chai';
import {
  defer,
  EMPTY,
  filter,
  finalize,
  from,
  lastValueFrom,
  merge,
  NEVER,
  type Observable,
  type OperatorFunction,
  of,
  range,
  take,
  tap,
  throwError,
  timer,
  toArray,
} from 'rxjs';
import { InvalidStateError } from '../../src/errors/InvalidStateError.js';
import { SerializationError } from '../../src/errors/SerializationError.js';
import { TaskNotFoundError } from '../../src/errors/TaskNotFoundError.js';
import { makeTaskRef } from '../../src/executor/Task.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { EventLoopExecutor } from '../../src/local/EventLoopExecutor.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { through } from '../../src/operators/through.js';
import { everyday } from '../fixtures/operators.js';
import { arrived, openGate, passGate, runs } from '../support/gate.js';
import { until } from '../support/until.js';
import { executors, falsyValues, gatesFor, type Subject, sharedExecutor, tasksFor } from './subject.js';

const operators = taskModule<typeof import('../fixtures/operators.js')>(
  new URL('../fixtures/operators.js', import.meta.url),
);

/** Those whose results come in the order of time, in which nothing over there happens at once with what happens here. */
const interleaves = new Set(['merge of two', 'share', 'merge with itself', 'connect', 'through a Subject']);

/** What `through` promises: the operator means over there what it means here. */
export function describeThrough(subject: Subject): void {
  const { promises = true } = subject;
  const tasks = tasksFor(subject);
  const makeGate = gatesFor(subject);
  const all = <T>(source: Observable<T>): Promise<T[]> => lastValueFrom(source.pipe(toArray()));
  const failure = (source: Observable<unknown>): Promise<unknown> =>
    lastValueFrom(source, { defaultValue: undefined }).then(
      () => 'no error',
      (error: unknown) => error,
    );

  describe('through', () => {
    const make = executors(subject);
    const shared = sharedExecutor(subject);

    it('runs an exported operator, and one that a factory makes', async () => {
      const executor = shared();
      expect(await all(range(1, 3).pipe(through(executor, operators.twice)))).to.deep.equal([2, 4, 6]);
      expect(await all(range(1, 4).pipe(through(executor, operators.evenSquares)))).to.deep.equal([4, 16]);
      expect(await all(of('a').pipe(through(executor, operators.shout)))).to.deep.equal(['A']);
      expect(await all(range(1, 3).pipe(through(executor, operators.times, 5)))).to.deep.equal([5, 10, 15]);
      expect(await all(of(1).pipe(through(executor, operators.byHand)))).to.deep.equal([2]);
    });

    it('knows a factory by its answer when it is given no arguments', async () => {
      const executor = shared();
      expect(await all(of(1).pipe(through(executor, operators.plus)))).to.deep.equal([11]);
      expect(await all(of(1).pipe(through(executor, operators.plus, 1)))).to.deep.equal([2]);
      expect(await all(of(1).pipe(through(executor, operators.minus)))).to.deep.equal([0]);
      if (promises) expect(await all(of(2).pipe(through(executor, operators.timesLater, 4)))).to.deep.equal([8]);
    });

    if (subject.inline !== false) {
      it('takes inline operators', async () => {
        const executor = shared();
        const same: OperatorFunction<number, number> = (source) => source.pipe();
        expect(await all(of(1, 2).pipe(through(executor, same)))).to.deep.equal([1, 2]);
      });
    }

    it('means by every operator what it means here', async () => {
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

    it('brings falsy values there and back, and nothing when there is nothing', async () => {
      const executor = shared();
      const { same } = operators;
      const values = await all(from(falsyValues).pipe(through(executor, same)));
      expect(values).to.deep.equal(falsyValues);
      expect(Object.is(values[3], -0)).to.equal(true);
      expect(await all(EMPTY.pipe(through(executor, same)))).to.deep.equal([]);
    });

    it('brings a great many values through two stages, in order', async () => {
      const executor = shared();
      const results = range(0, 5000).pipe(through(executor, operators.twice), through(executor, operators.plus, 1));
      expect(await all(results)).to.deep.equal(Array.from({ length: 5000 }, (_, n) => 2 * n + 1));
    });

    if (promises && (subject.gates ?? 'memory') === 'memory') {
      it('keeps the operator within a wide window of a consumer that stops, though it was quick before', async () => {
        const [gate, came, closed] = [makeGate(), makeGate(), makeGate()];
        const here = new EventLoopExecutor({ maxWorkers: 1 });
        let taken = 0;
        const results = range(0, 20_000).pipe(
          through(shared(), operators.counted, came, closed),
          tap(() => (taken += 1)),
          filter((n) => n >= 8000),
          mapOn(here, (n: number) => passGate(gate).then(() => n), { bufferSize: 1 }),
          take(5),
        );
        const five = all(results);
        await until(
          () => taken > 8000,
          () => `8,000 values are taken, and not only ${taken}`,
        );
        await lastValueFrom(timer(20));
        expect(runs(came) - taken).to.be.within(0, 1024);
        openGate(gate);
        expect(await five).to.have.length(5);
        await here.shutdown();
      });
    }

    it('gives each subscription a task of its own, and subscribes to the source for it', async () => {
      const executor = make({ maxWorkers: 2 });
      let subscriptions = 0;
      const source = defer(() => of(++subscriptions));
      const piped = source.pipe(through(executor, operators.twice));
      expect(executor.stats().submitted + subscriptions).to.equal(0);
      expect((await Promise.all([all(piped), all(piped)])).flat()).to.have.members([2, 4]);
      expect(executor.stats()).to.include({ submitted: 2, finished: 2 });
    });

    it('brings an error of the source there, where the operator may take it', async () => {
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

    it('brings an error of the operator here, and ends the source', async () => {
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

    it('subscribes to the source whenever the operator does, and never unasked', async () => {
      const executor = shared();
      let subscriptions = 0;
      const source = defer(() => of(++subscriptions));
      expect(await all(source.pipe(through(executor, operators.ofItsOwn)))).to.deep.equal(['its', 'own']);
      expect(subscriptions).to.equal(0);
      expect(await all(source.pipe(through(executor, operators.retryTwice)))).to.deep.equal([1, 2, 3]);
      expect(subscriptions).to.equal(3);
    });

    it('ends the source when the operator has had enough', async () => {
      let end: (() => void) | undefined;
      const ended = new Promise<void>((resolve) => (end = resolve));
      const source = merge(of(1, 2, 3), NEVER).pipe(finalize(() => end?.()));
      const operator = through(shared(), operators.takeThreeAndGoOn);
      expect(await lastValueFrom(source.pipe(operator, take(4), toArray()))).to.deep.equal([1, 2, 3, 'and on']);
      await ended;
    });

    it('tears both sides down when it is unsubscribed, and frees the slot', async () => {
      const [came, closed] = [makeGate(), makeGate()];
      const executor = make({ maxWorkers: 1 }).with({ abortGrace: 60_000 });
      let torndown = 0;
      const source = merge(of(1), NEVER).pipe(finalize(() => torndown++));
      expect(await all(source.pipe(through(executor, operators.counted, came, closed), take(1)))).to.deep.equal([1]);
      expect(torndown).to.equal(1);
      await arrived(closed);
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      expect(executor.stats()).to.include({ cancelled: 1, finished: 1, running: 0 });
    });

    it('knows its task in the operator', async () => {
      const executor = make({ maxWorkers: 2 }).with({ label: 'stage' });
      const seen = await all(from([1, 2, 3]).pipe(through(executor, operators.whoAmI)));
      expect(seen).to.deep.equal(Array.from({ length: 3 }, () => ({ id: 1, label: 'stage' })));
    });

    it('fails a stage that can never get a slot, and goes on', async () => {
      const executor = make({ maxWorkers: 1 });
      const [first, second] = [through(executor, operators.twice), through(executor, operators.plus, 1)];
      expect(await failure(of(1).pipe(first, second)))
        .to.be.instanceOf(InvalidStateError)
        .with.property('message')
        .that.contains('"twice" can never run');
      expect(await all(of(1).pipe(first))).to.deep.equal([2]);
      const two = make({ maxWorkers: 2 });
      const pipeline = through(two, operators.twice);
      const [one, other] = await Promise.allSettled([1, 2].map((n) => all(of(n).pipe(pipeline, pipeline))));
      expect([one?.status, other?.status]).to.include('fulfilled');
      expect(two.stats()).to.include({ running: 0, queued: 0 });
    });

    it('refuses what is no operator', async () => {
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
