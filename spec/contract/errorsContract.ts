import { expect } from 'chai';
import { lastValueFrom } from 'rxjs';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { ExecutorShutdownError } from '../../src/errors/ExecutorShutdownError.js';
import type { Task } from '../../src/executor/Task.js';
import { arrived, openGate } from '../support/gate.js';
import { executors, gatesFor, known, type Subject, tasksFor } from './subject.js';

/** What the error channel carries: causes, thrown values of every shape, time limits of every length. */
export function describeErrors(subject: Subject): void {
  describeShutdownCauses(subject);
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
