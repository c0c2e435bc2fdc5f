import { expect } from 'chai';
import { catchError, from, lastValueFrom, map, type Observable, of, TimeoutError, toArray } from 'rxjs';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { ExecutorShutdownError } from '../../src/errors/ExecutorShutdownError.js';
import { SerializationError } from '../../src/errors/SerializationError.js';
import type { Settled } from '../../src/executor/Settled.js';
import type { Task } from '../../src/executor/Task.js';
import { type Latch, releaseLatch, waitForArrivals } from '../support/latch.js';
import { type ExecutorUnderTest, executors, known, latchesFor, sharedExecutor, tasksFor } from './ExecutorUnderTest.js';

/** Guarantees of `mapSettled` beyond those of `map`: it emits one outcome for each row, and a failure does not end it. */
export function describeMapSettled(subject: ExecutorUnderTest): void {
  const tasks = tasksFor(subject);
  const makeLatch = latchesFor(subject);

  describe('mapSettled', () => {
    const make = executors(subject);
    const shared = sharedExecutor(subject);

    it('emits the outcome of each row with its place, also after a failure', async () => {
      const outcomes = await all(shared().mapSettled(tasks.throwIt, [undefined, 0, 'thrown']));
      expect(outcomes).to.deep.equal([
        { index: 0, status: 'rejected', reason: undefined },
        { index: 1, status: 'rejected', reason: 0 },
        { index: 2, status: 'rejected', reason: 'thrown' },
      ]);
      expect(await all(shared().mapSettled(tasks.echo, ['text', 2]))).to.deep.equal([
        { index: 0, status: 'fulfilled', value: 'text' },
        { index: 1, status: 'fulfilled', value: 2 },
      ]);
    });

    for (const ordered of [true, false]) {
      it(`emits ${ordered ? 'in input order' : 'as completed with ordered: false'}`, async () => {
        const [latch, released] = [makeLatch(), makeLatch()];
        releaseLatch(released);
        const emitted: string[] = [];
        const view = shared().with({ ordered });
        const ended = new Promise<void>((complete) => {
          view.mapSettled(tasks.hold, [latch, 'no latch' as never, released], ['slow', '', 'quick']).subscribe({
            next: ({ index, status }) => {
              emitted.push(`${index} ${status}`);
              if (!ordered && emitted.length === 2) releaseLatch(latch);
            },
            complete,
          });
        });
        await waitForArrivals(latch);
        if (ordered) releaseLatch(latch);
        await ended;
        const expected = ['0 fulfilled', '1 rejected', '2 fulfilled'];
        expect(ordered ? emitted : [...emitted].sort((a, b) => a.localeCompare(b))).to.deep.equal(expected);
        if (!ordered) expect(emitted[2]).to.equal('0 fulfilled');
      });
    }

    it('goes on after a row whose limit passes', async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 1 }).with({ runTimeout: 30 });
      const outcomes = await all(executor.mapSettled(tasks.hold, [latch, latch]));
      expect(outcomes.map(({ index }) => index)).to.deep.equal([0, 1]);
      for (const outcome of outcomes) expect(reasonOf(outcome)).to.be.instanceOf(TimeoutError);
      releaseLatch(latch);
    });

    if (subject.copies) {
      it('goes on after a row whose argument or result cannot be cloned', async () => {
        const mixed = await all(shared().mapSettled(tasks.echo, [1, (() => 1) as unknown, 3]));
        expect(mixed.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
        expect(reasonOf(mixed[1])).to.be.instanceOf(SerializationError);
        const [result] = await all(
          shared().mapSettled(tasks.uncloneableResult as unknown as Task<[number], unknown>, [1]),
        );
        expect(reasonOf(result)).to.be.instanceOf(SerializationError);
      });
    }

    it("ends with the input's own error, after the outcomes of the rows before it; so does map", async () => {
      for (const method of ['map', 'mapSettled'] as const) {
        const latch = makeLatch();
        function* latches(): Generator<Latch> {
          yield latch;
          throw new Error('iterator');
        }
        const emitted: unknown[] = [];
        const error = new Promise((resolve) => {
          const hold = tasks.hold as Task<[Latch, string], unknown>;
          const values = ['first', 'second'];
          const outcomes: Observable<unknown> =
            method === 'map' ? shared().map(hold, latches(), values) : shared().mapSettled(hold, latches(), values);
          outcomes.subscribe({ next: (value) => emitted.push(value), error: resolve });
        });
        await waitForArrivals(latch);
        releaseLatch(latch);
        expect(await error).to.have.property('message', 'iterator');
        const first = method === 'map' ? 'first' : { index: 0, status: 'fulfilled', value: 'first' };
        expect(emitted).to.deep.equal([first]);
      }
    });

    it('ends with CancelledError when its signal is aborted, after the outcomes that are there', async () => {
      const [latch, released] = [makeLatch(), makeLatch()];
      releaseLatch(released);
      const abort = new AbortController();
      const executor = make({ maxWorkers: 1 }).with({ signal: abort.signal, abortGrace: 20 });
      const emitted: unknown[] = [];
      function* latches(): Generator<Latch> {
        yield released;
        for (;;) yield latch;
      }
      const error = new Promise((resolve) => {
        executor
          .mapSettled(tasks.hold, latches())
          .subscribe({ next: ({ index }) => emitted.push(index), error: resolve });
      });
      await waitForArrivals(latch);
      abort.abort('enough');
      expect(await error)
        .to.be.instanceOf(CancelledError)
        .with.property('cause', 'enough');
      expect(emitted).to.deep.equal([0]);
      releaseLatch(latch);
    });

    it('is accepted work: a shutdown waits for it, and cancelFutures ends it after the running rows', async () => {
      const numbers = Array.from({ length: 20 }, (_, i) => i);
      const executor = make({ maxWorkers: 1 });
      const outcomes = all(executor.mapSettled(tasks.echo, numbers));
      await executor.shutdown();
      expect(await outcomes).to.have.length(20);

      for (const ordered of [true, false]) {
        const latch = makeLatch();
        const other = make({ maxWorkers: 1 });
        const latches = Array.from({ length: 50 }, () => latch);
        const outcomesOrError = other
          .with({ ordered })
          .mapSettled(tasks.hold, latches)
          .pipe(
            map((outcome): unknown => outcome),
            catchError((error: unknown) => of(error)),
          );
        const ended = all(outcomesOrError);
        await waitForArrivals(latch);
        await known(other);
        const shutdown = other.shutdown({ cancelFutures: true });
        releaseLatch(latch);
        await shutdown;
        const emitted = await ended;
        expect(emitted.length).to.be.lessThan(50);
        const error = emitted.pop() as CancelledError;
        expect(error).to.be.instanceOf(CancelledError);
        expect(error.cause).to.be.instanceOf(ExecutorShutdownError);
        for (const outcome of emitted) expect(outcome).to.have.property('status', 'fulfilled');
      }
    });

    it('rejects an invalid task or input at the call', () => {
      expect(() => shared().mapSettled(tasks.echo, 5 as never)).to.throw(TypeError, 'input 1 of mapSettled');
      expect(() => shared().mapSettled('no task' as never, [1])).to.throw(TypeError, 'task');
      expect(() => shared().with({ ordered: 1 as never })).to.throw(TypeError, 'ordered must be');
    });

    it('zips inputs, completes for empty ones, and keeps the order in chunks', async () => {
      const executor = shared();
      expect(await all(executor.mapSettled(tasks.add, from([1, 2]), [10, 20, 30]))).to.deep.equal([
        { index: 0, status: 'fulfilled', value: 11 },
        { index: 1, status: 'fulfilled', value: 22 },
      ]);
      expect(await all(executor.mapSettled(tasks.echo, []))).to.deep.equal([]);
      const numbers = Array.from({ length: 300 }, (_, i) => i);
      const outcomes = await all(executor.with({ chunkSize: 64 }).mapSettled(tasks.echo, numbers));
      expect(outcomes).to.deep.equal(numbers.map((value) => ({ index: value, status: 'fulfilled', value })));
    });
  });
}

const all = <T>(source: Observable<T>): Promise<T[]> => lastValueFrom(source.pipe(toArray()));

function reasonOf(outcome: Settled<unknown> | undefined): unknown {
  return outcome?.status === 'rejected' ? outcome.reason : `fulfilled: ${String(outcome?.value)}`;
}
