import { expect } from 'chai';
import { lastValueFrom, of, throwError, timer, toArray } from 'rxjs';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { ExecutorShutdownError } from '../../src/errors/ExecutorShutdownError.js';
import { SerializationError } from '../../src/errors/SerializationError.js';
import type { Executor } from '../../src/executor/Executor.js';
import type { Task } from '../../src/executor/Task.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { through } from '../../src/operators/through.js';
import { errorsWithin, type OddKind, oddError } from '../fixtures/oddErrors.js';
import { releaseLatch, waitForArrivals } from '../support/latch.js';
import { proxies } from '../support/proxies.js';
import { type ExecutorUnderTest, executors, known, latchesFor, sharedExecutor, tasksFor } from './ExecutorUnderTest.js';

const operators = taskModule<typeof import('../fixtures/operators.js')>(
  new URL('../fixtures/operators.js', import.meta.url),
);

/** Errors of Futures: causes, and thrown values of every form. */
export function describeErrors(subject: ExecutorUnderTest): void {
  describeShutdownCauses(subject);
  describeOddErrors(subject);
  describeDeepErrors(subject);
}

function describeShutdownCauses(subject: ExecutorUnderTest): void {
  const tasks = tasksFor(subject);
  const makeLatch = latchesFor(subject);

  describe('a task cancelled by shutdown({ cancelFutures })', () => {
    const make = executors(subject);
    const makeStream = tasks.makeStream as Task<[kind: string, values: readonly number[]], Iterable<number>>;

    it('differs from one cancelled by the user in its cause', async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 1 });
      const running = executor.submit(tasks.hold, latch, 'done');
      await waitForArrivals(latch);
      await known(executor);
      const waiting: Record<string, Promise<unknown>> = {
        submit: executor.submit(tasks.add, 1, 1).result(),
        task: lastValueFrom(executor.task(tasks.add, 1, 1)),
        map: lastValueFrom(executor.map(tasks.add, [1], [1])),
        ...(subject.streams !== false && { stream: lastValueFrom(executor.stream(makeStream, 'generator', [1, 2])) }),
      };
      const byUser = executor.submit(tasks.add, 1, 1);
      byUser.cancel();
      const ended = executor.shutdown({ cancelFutures: true });
      for (const [how, outcome] of Object.entries(waiting)) {
        const error = await outcome.catch((each: unknown) => each);
        expect(error, how).to.be.instanceOf(CancelledError);
        expect((error as Error).cause, how).to.be.instanceOf(ExecutorShutdownError);
      }
      expect(await byUser.result().catch((each: unknown) => each)).to.not.have.property('cause');
      releaseLatch(latch);
      await ended;
      expect(await running.result()).to.equal('done');
    });
  });
}

/** Timers of the platform take 2^31 - 1 milliseconds, and fire at once beyond that. */
export function describeLongLimits(subject: ExecutorUnderTest): void {
  const tasks = tasksFor(subject);

  describe('time limits longer than a timer of the platform', () => {
    const make = executors(subject);
    const shared = sharedExecutor(subject);

    for (const limit of [2 ** 31, 2 ** 40, Number.MAX_VALUE, Infinity]) {
      it(`${limit} ms do not expire early`, async () => {
        const executor = shared();
        for (const name of ['timeout', 'queueTimeout', 'runTimeout', 'abortGrace']) {
          const limited = executor.with({ [name]: limit });
          expect(await limited.submit(tasks.echoLater, 7).result(), name).to.equal(7);
          const mapped = limited.map(tasks.echoLater, [1, 2, 3]).pipe(toArray());
          expect(await lastValueFrom(mapped), name).to.deep.equal([1, 2, 3]);
        }
      });

      it(`shutdown({ timeout: ${limit} }) lets the accepted work end`, async () => {
        const executor = make();
        const future = executor.submit(tasks.echoLater, 7);
        await executor.shutdown({ timeout: limit });
        expect(await future.result()).to.equal(7);
      });
    }

    it('a delay of scheduled work, also that of timer(), does not expire early', async () => {
      const executor = make();
      const ran: string[] = [];
      const waiting = executor.schedule(() => ran.push('scheduled'), 2 ** 31);
      waiting.add(timer(2 ** 31, executor).subscribe(() => ran.push('timer')));
      await lastValueFrom(timer(20, executor));
      expect(ran).to.deep.equal([]);
      waiting.unsubscribe();
    });
  });
}

/** Vue's `reactive`, loggers and tracers put executors and signals behind a Proxy. */
export function describeProxies(subject: ExecutorUnderTest): void {
  const tasks = tasksFor(subject);

  describe('behind a Proxy', () => {
    const make = executors(subject);
    const shared = sharedExecutor(subject);

    for (const [kind, wrap] of Object.entries(proxies)) {
      it(`the executor works: ${kind}`, async () => {
        const executor = wrap(make());
        expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
        expect(await lastValueFrom(executor.task(tasks.add, 1, 2))).to.equal(3);
        expect(await lastValueFrom(executor.map(tasks.add, [1, 2], [3, 4]).pipe(toArray()))).to.deep.equal([4, 6]);
        expect(await lastValueFrom(of(1, 2).pipe(mapOn(executor, tasks.echo), toArray()))).to.deep.equal([1, 2]);
        expect(await lastValueFrom(timer(1, executor))).to.equal(0);
        expect(await executor.with({ label: 'x' }).submit(tasks.add, 1, 2).result()).to.equal(3);
        expect(executor.stats().finished).to.equal(7);
        await executor.shutdown();
      });

      it(`a signal works, or is rejected at the call: ${kind}`, async () => {
        const executor = shared();
        const controller = new AbortController();
        let view = executor;
        try {
          view = executor.with({ signal: wrap(controller.signal) });
        } catch (error) {
          expect(error)
            .to.be.instanceOf(TypeError)
            .with.property('message')
            .that.matches(/^signal must be an AbortSignal/);
          return;
        }
        const future = view.submit(tasks.echoLater, 1);
        controller.abort('enough');
        expect(future.cancelled()).to.equal(true);
      });
    }
  });
}

/** The errors that arrive in place of thrown values that cannot be cloned, by kind, with further checks. */
const refused: readonly OddKind[] = [
  'aFunction',
  'aSymbol',
  'aMethod',
  'aProxy',
  'aThrowingGetter',
  'aThrowingProxy',
  'aRevokedProxy',
  'aWeakMap',
  'aPromise',
  'aUrl',
  'aDeepList',
];
const kept: Partial<Record<OddKind, (error: Error & Record<string, unknown>) => void>> = {
  anErrorProxy: (error) => expect(error).to.be.instanceOf(RangeError).and.include({ message: 'behind a Proxy' }),
  aCause: (error) =>
    expect(error.cause).to.be.instanceOf(SerializationError).and.include({ part: 'cause of the thrown error' }),
  aSymbolCause: (error) => expect((error.cause as Error).message).to.contain('Symbol(odd)'),
  anAggregate: (error) => {
    const [first, second, third] = error['errors'] as [Error, Error, number];
    expect(first).to.be.instanceOf(SerializationError).and.include({ part: 'errors[0] of the thrown error' });
    expect(second).to.be.instanceOf(RangeError).and.include({ message: 'kept' });
    expect(third).to.equal(5);
  },
  aField: (error) => expect(error).to.include({ message: 'with fields', kept: 1 }).and.not.have.property('lost'),
  aDeepField: (error) => {
    expect(error).to.include({ message: 'with fields', kept: 1 });
    expect((error['deep'] as Error).message).to.contain('nests deeper than 500 levels');
  },
  aFieldOfDeepErrors: (error) => {
    expect(error).to.include({ message: 'with fields', kept: 1 });
    expect((error['deep'] as Error).message).to.contain('nests deeper than 500 levels');
  },
  aStackGetter: (error) => expect(error.stack).to.match(/^Error: no stack/),
  aStackOfNumbers: (error) => expect(error.stack).to.match(/^Error: no stack/),
  aFrozenError: (error) => expect(error).to.include({ message: 'frozen' }),
  aNullError: (error) => expect(error).to.include({ message: 'without a class' }),
};

function describeOddErrors(subject: ExecutorUnderTest): void {
  const tasks = tasksFor(subject);
  const { copies, promises = true, streams = true } = subject;

  /** Every way in which a task may fail. */
  const ways: Record<string, (executor: Executor, kind: OddKind) => Promise<unknown>> = {
    thrown: (executor, kind) => executor.submit(tasks.throwOdd, kind).result(),
    ...(promises && { rejected: (executor, kind) => executor.submit(tasks.rejectOdd, kind).result() }),
    ...(streams && {
      'of a stream': (executor, kind) => lastValueFrom(executor.stream(tasks.streamThenOdd, kind)),
      'of a source': (executor, kind) =>
        lastValueFrom(throwError(() => oddError(kind)).pipe(through(executor, operators.same))),
    }),
  };

  describe('an unusual error', () => {
    const make = executors(subject);

    for (const [way, fail] of Object.entries(ways)) {
      it(`${way}, arrives as it was or is described by its name, and the next task runs`, async () => {
        const executor = make({ maxWorkers: 1 });
        for (const kind of [...refused, ...(Object.keys(kept) as OddKind[])]) {
          const { error } = await fail(executor, kind).then(
            () => expect.fail(`${kind} succeeded`),
            (thrown: unknown) => ({ error: thrown }), // in an object: some throw when they are read, as a promise does
          );
          if (!copies) continue;
          if (kept[kind] !== undefined) kept[kind](error as Error & Record<string, unknown>);
          else {
            expect(error, kind).to.be.instanceOf(SerializationError).and.include({ part: 'the thrown error' });
            expect((error as Error).message).to.match(/^the thrown error cannot be cloned: (the|an) /);
          }
        }
        expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
        expect(executor.stats()).to.include({ running: 0, queued: 0, cancelled: 0 });
      });
    }

    it('arrives with all details that can be read', async () => {
      if (!copies) return;
      const executor = make();
      const message = (kind: OddKind): Promise<unknown> =>
        executor
          .submit(tasks.throwOdd, kind)
          .exception()
          .then((error) => (error as Error).message);
      expect(await message('aSymbol')).to.contain('the symbol Symbol(odd)');
      expect(await message('aFunction')).to.contain('the function');
      expect(await message('aMethod'))
        .to.contain('"boom"')
        .and.contain('the thrown error.retry');
      expect(await message('aThrowingGetter')).to.contain('in the getter');
      expect(await message('aDeepList')).to.contain('deeper than 500 levels');
    });
  });
}

function describeDeepErrors(subject: ExecutorUnderTest): void {
  const tasks = tasksFor(subject);

  describe('errors within errors', () => {
    const make = executors(subject);

    for (const kind of ['causes', 'aggregates', 'fields', 'lists', 'aCycle', 'aGetterWithoutEnd'] as const) {
      it(`${kind}, arrive complete, or cut at a marked place, and the next task runs`, async () => {
        const executor = make({ maxWorkers: 1 });
        for (const length of [10, 2000, 10_000]) {
          const error = await executor.submit(tasks.throwDeep, kind, length).exception();
          expect(error, `${kind} ${length}`).to.be.instanceOf(Error).and.include({ message: 'above' });
          if (!subject.copies) continue;
          const messages = errorsWithin(error).map(({ message }) => message);
          const whole = messages.includes('the root') && (kind !== 'lists' || length === 10);
          if (length === 10 && kind !== 'aGetterWithoutEnd' && kind !== 'lists') expect(whole).to.equal(true);
          if (!whole) expect(messages.some((each) => /cut here|cannot be cloned/.test(each))).to.equal(true);
        }
        expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      });
    }

    it('a cycle arrives as a cycle', async () => {
      const error = (await make().submit(tasks.throwDeep, 'aCycle', 3).exception()) as Error;
      let last = error;
      for (let i = 0; i < 3; i++) last = last.cause as Error;
      expect(last.message).to.equal('the root');
      expect(last.cause).to.equal(error);
    });
  });
}
