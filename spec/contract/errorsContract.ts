import { expect } from 'chai';
import { lastValueFrom, of, timer, toArray } from 'rxjs';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { ExecutorShutdownError } from '../../src/errors/ExecutorShutdownError.js';
import type { Task } from '../../src/executor/Task.js';
import { mapOn } from '../../src/operators/mapOn.js';
import { arrived, openGate } from '../support/gate.js';
import { proxies } from '../support/proxies.js';
import { executors, gatesFor, known, type Subject, sharedExecutor, tasksFor } from './subject.js';

/** What the error channel carries: causes, thrown values of every shape, time limits of every length. */
export function describeErrors(subject: Subject): void {
  describeShutdownCauses(subject);
  describeLongLimits(subject);
  describeProxies(subject);
}

function describeShutdownCauses(subject: Subject): void {
  const tasks = tasksFor(subject);
  const makeGate = gatesFor(subject);

  describe('what shutdown({ cancelFutures }) cancelled', () => {
    const make = executors(subject);
    const makeStream = tasks.makeStream as Task<[kind: string, values: readonly number[]], Iterable<number>>;

    it("is told apart from a user's cancel by its cause", async () => {
      const gate = makeGate();
      const executor = make({ maxWorkers: 1 });
      const running = executor.submit(tasks.hold, gate, 'done');
      await arrived(gate);
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
      openGate(gate);
      await ended;
      expect(await running.result()).to.equal('done');
    });
  });
}

/** Timers of the platform take 2^31 - 1 milliseconds, and fire at once beyond that. */
function describeLongLimits(subject: Subject): void {
  const tasks = tasksFor(subject);

  describe('limits longer than a timer of the platform', () => {
    const make = executors(subject);
    const shared = sharedExecutor(subject);

    for (const limit of [2 ** 31, 2 ** 40, Number.MAX_VALUE, Infinity]) {
      it(`${limit} ms are waited for`, async () => {
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

    it('a delay of scheduled work is waited out, also that of timer()', async () => {
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
function describeProxies(subject: Subject): void {
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

      it(`a signal works, or is refused at the call: ${kind}`, async () => {
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
