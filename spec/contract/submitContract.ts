import { expect } from 'chai';
import { toArray } from 'rxjs';
import { ExecutorShutdownError } from '../../src/errors/ExecutorShutdownError.js';
import { InvalidStateError } from '../../src/errors/InvalidStateError.js';
import { QueueFullError } from '../../src/errors/QueueFullError.js';
import { SerializationError } from '../../src/errors/SerializationError.js';
import { TaskNotFoundError } from '../../src/errors/TaskNotFoundError.js';
import { makeTaskRef } from '../../src/executor/Task.js';
import { taskModule } from '../../src/executor/taskModule.js';
import type { Future } from '../../src/future/Future.js';
import { transfer } from '../../src/protocol/transfer.js';
import { RegisteredError } from '../fixtures/tasks.js';
import { arrivals, releaseLatch, waitForArrivals } from '../support/latch.js';
import {
  type ExecutorUnderTest,
  executors,
  falsyValues,
  known,
  latchesFor,
  sharedExecutor,
  tasksFor,
} from './ExecutorUnderTest.js';

const observables = taskModule<typeof import('../fixtures/observables.js')>(
  new URL('../fixtures/observables.js', import.meta.url),
);

const afterThisTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Guarantees of `submit`: unchanged values and errors, one run, invalid calls rejected at the call. */
export function describeSubmit(subject: ExecutorUnderTest): void {
  const tasks = tasksFor(subject);
  const makeLatch = latchesFor(subject);
  const { moves = true, queued = afterThisTurn } = subject;
  describe('submit', () => {
    const make = executors(subject);
    const shared = sharedExecutor(subject);
    const failure = (future: { exception(): Promise<unknown> }): Promise<Error> => future.exception() as Promise<Error>;

    it('settles with the result of a module task', async () => {
      expect(await shared().submit(tasks.add, 2, 3).result()).to.equal(5);
    });

    if (subject.inline !== false) {
      it('settles with the result of an inline function', async () => {
        const double = (a: number): number => a * 2;
        expect(await shared().submit(double, 21).result()).to.equal(42);
      });
    }

    it('awaits the result of an asynchronous task', async () => {
      expect(await shared().submit(tasks.echoLater, 'late').result()).to.equal('late');
    });

    for (const value of falsyValues) {
      const text = Object.is(value, -0) ? '-0' : typeof value === 'bigint' ? '0n' : JSON.stringify(value);
      it(`carries ${text ?? 'undefined'} as argument, result and thrown value`, async () => {
        const executor = shared();
        expect(Object.is(await executor.submit(tasks.echo, value).result(), value)).to.equal(true);
        for (const task of [tasks.throwIt, tasks.rejectWith]) {
          const thrown = executor.submit(task, value).result();
          const outcome = await thrown.then(
            () => ({ failed: false, error: 1 }),
            (error: unknown) => ({ failed: true, error }),
          );
          expect(outcome.failed).to.equal(true);
          expect(Object.is(outcome.error, value)).to.equal(true);
        }
      });
    }

    it('runs once, also without a subscriber, and emits the outcome to late subscribers', async () => {
      const latch = makeLatch();
      const executor = shared();
      const future = executor.submit(tasks.count, latch);
      await future.result();
      for (let i = 0; i < 3; i++) future.subscribe();
      await executor.submit(tasks.add, 1, 1).result();
      expect(arrivals(latch)).to.equal(1);
    });

    it('never settles during the call', () => {
      const future = make().submit(tasks.add, 1, 1);
      expect(future.state).to.equal('PENDING');
      expect(future.cancel()).to.equal(true);
    });

    it('keeps class, message, code, cause and fields of an error', async () => {
      const error = await failure(shared().submit(tasks.fail, 'too far'));
      expect(error).to.be.instanceOf(RangeError);
      expect(error).to.include({ message: 'too far', code: 'E_FAIL' });
      expect(error.cause).to.be.instanceOf(TypeError);
      expect((error as unknown as { extra: unknown }).extra).to.deep.equal({ deep: [1, 2] });
      expect(error.stack).to.contain('fail');
    });

    it('returns a registered error as an instance of its class', async () => {
      const error = await failure(shared().submit(tasks.failRegistered));
      expect(error).to.be.instanceOf(RegisteredError);
      expect((error as RegisteredError).details).to.deep.equal({ line: 7 });
    });

    it('rejects an invalid task at the call', () => {
      const executor = shared();
      for (const bad of [undefined, null, 1, 'name', {}, { name: 'x', module: 'y' }]) {
        expect(() => executor.submit(bad as never)).to.throw(TypeError, 'task');
      }
    });

    it('fails the Future for a missing export, module or name, and looks up own properties only', async () => {
      const executor = shared();
      const missing = taskModule<Record<string, () => void>>(new URL('./nowhere.js', import.meta.url));
      const exposed = taskModule<Record<string, () => void>>();
      const module = tasks.add.module;
      const refs = [missing['x'], exposed['x'], Reflect.get(exposed, '__proto__'), exposed['constructor']];
      const names = ['nope', 'constructor', '__proto__', 'hasOwnProperty', 'notAFunction'];
      for (const ref of [...refs, ...names.map((name) => makeTaskRef(module, name))]) {
        expect(await failure(executor.submit(ref as never))).to.be.instanceOf(TaskNotFoundError);
      }
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it('settles with the value of a stream of one value, and fails for none or several', async () => {
      const executor = shared();
      const kinds: Record<string, (values: readonly unknown[]) => Future<unknown>> = {
        observable: (values) => executor.submit(observables.observable, values),
        promiseOfObservable: (values) => executor.submit(observables.promiseOfObservable, values),
        generator: (values) => executor.submit(tasks.makeStream, 'generator', values),
        asyncGenerator: (values) => executor.submit(tasks.makeStream, 'asyncGenerator', values),
      };
      if (subject.promises === false)
        for (const later of ['promiseOfObservable', 'asyncGenerator']) delete kinds[later];
      for (const [kind, submit] of Object.entries(kinds)) {
        expect(await submit(['only']).result(), kind).to.equal('only');
        expect(await failure(submit([])), kind).to.be.instanceOf(InvalidStateError);
        expect(await failure(submit([1, 2])), kind).to.be.instanceOf(InvalidStateError);
      }
    });

    it('treats arrays and Maps as values', async () => {
      const executor = shared();
      expect(await executor.submit(tasks.makeStream, 'array', [1, 2]).result()).to.deep.equal([1, 2]);
      expect(await executor.submit(tasks.makeStream, 'map', ['a']).result()).to.deep.equal(new Map([[0, 'a']]));
    });

    it('emits the same object to every subscriber', async () => {
      const future = shared().submit(tasks.echo, { a: 1 });
      expect(await future.result()).to.equal(await future.result());
    });

    it('moves a result that is marked for transfer', async () => {
      const bytes = await shared().submit(tasks.transferBack, 1000).result();
      expect(bytes).to.be.instanceOf(Uint8Array).with.length(1000);
      expect(bytes[999]).to.equal(7);
    });

    it('rejects more than maxQueue waiting tasks, and accepts more when there is capacity', async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 1, maxQueue: 2 });
      const running = executor.submit(tasks.hold, latch, 0);
      await waitForArrivals(latch);
      await known(executor);
      const waiting = [executor.submit(tasks.echo, 1), executor.submit(tasks.echo, 2)];
      expect(() => executor.submit(tasks.echo, 3))
        .to.throw(QueueFullError)
        .with.property('maxQueue', 2);
      waiting[0]?.cancel();
      const third = executor.submit(tasks.echo, 4);
      releaseLatch(latch);
      expect(await Promise.all([running.result(), waiting[1]?.result(), third.result()])).to.deep.equal([0, 2, 4]);
    });

    it('runs higher priorities first, in order within one, also before tasks already handed to a worker', async () => {
      const latch = makeLatch();
      const executor = make({ maxWorkers: 1 });
      for (let i = 0; i < 50; i++) await executor.submit(tasks.echo, i).result();
      const running = executor.submit(tasks.hold, latch);
      await waitForArrivals(latch);
      const order: string[] = [];
      const submit = (name: string, priority: number): Future<unknown> => {
        const future = executor.with({ priority }).submit(tasks.echo, name);
        future.subscribe((value) => order.push(value as string));
        return future;
      };
      const low = [submit('low 1', -1), submit('normal 1', 0), submit('low 2', -1)];
      await queued(low);
      const high = [submit('high 1', 5), submit('normal 2', 0), submit('high 2', 5)];
      await queued(high);
      releaseLatch(latch);
      await Promise.all([running, ...low, ...high].map((future) => future.result()));
      expect(order).to.deep.equal(['high 1', 'high 2', 'normal 1', 'normal 2', 'low 1', 'low 2']);
    });

    it('passes its label and id to the task, also across await', async () => {
      const executor = make();
      const seen = await executor.with({ label: 'mine' }).submit(tasks.identify).result();
      expect(seen).to.deep.equal({ id: 1, label: 'mine', same: true });
    });

    it('shows the task the worker that runs it, with the number and name that the events have', async () => {
      const executor = make();
      const names = new Map<number, string | undefined>();
      const ranOn: unknown[] = [];
      executor.events.subscribe((event) => {
        if (event.type === 'workerStarted') names.set(event.worker, event.workerName);
        if (event.type === 'finished') ranOn.push(event.worker);
      });
      const { id, name } = await executor.submit(tasks.whichWorker).result();
      expect(name).to.match(new RegExp(`._${id}$`));
      if (names.size > 0) expect([names.get(id), ranOn]).to.deep.equal([name, [id]]);
    });

    it('rejects new work after shutdown', async () => {
      const executor = make();
      await executor.shutdown();
      expect(() => executor.submit(tasks.add, 1, 2)).to.throw(ExecutorShutdownError);
      expect(() => executor.broadcast(tasks.add, 1, 2)).to.throw(ExecutorShutdownError);
      expect(() => executor.schedule(() => {})).to.throw(ExecutorShutdownError);
    });

    it('emits progress in order, before the result, and completes', async () => {
      const latch: unknown[] = [];
      const future = shared().submit(tasks.reportProgress, [1, undefined, 3]);
      await new Promise<void>((complete) => {
        future.progress.subscribe({ next: (value) => latch.push(value), complete });
      });
      expect(latch).to.deep.equal([1, undefined, 3]);
      expect(await future.result()).to.equal(3);
    });

    if (subject.copies) {
      it('copies arguments and results, also of tasks that share a message', async () => {
        const executor = make({ maxWorkers: 1 });
        const list = [0];
        const futures = [1, 2, 3].map(() => executor.submit(tasks.mutate, list));
        for (const future of futures) expect(await future.result()).to.deep.equal([0, 1]);
        expect(list).to.deep.equal([0]);
      });

      it('names the argument, result or progress value that cannot be cloned, and continues', async () => {
        const executor = make({ maxWorkers: 1 });
        const argument = executor.submit(tasks.add, 1, { deep: [() => 1] } as never);
        const beside = executor.submit(tasks.add, 1, 2);
        const result = executor.submit(tasks.uncloneableResult);
        expect(await failure(argument))
          .to.be.instanceOf(SerializationError)
          .with.property('part', 'argument 2.deep[0]');
        expect(await failure(result))
          .to.be.instanceOf(SerializationError)
          .with.property('part', 'result.socket.write');
        expect(await executor.submit(tasks.reportUncloneableProgress).result()).to.equal('progress value');
        expect(await beside.result()).to.equal(3);
      });

      it('moves arguments marked for transfer, or copies them, and rejects invalid lists', async () => {
        const executor = shared();
        const bytes = new Uint8Array(8);
        expect(await executor.submit(tasks.byteLength, transfer(bytes, [bytes.buffer])).result()).to.equal(8);
        expect(bytes.byteLength).to.equal(moves ? 0 : 8);
        if (!moves) structuredClone(bytes, { transfer: [bytes.buffer] });
        expect(await failure(executor.submit(tasks.byteLength, transfer(bytes, [bytes.buffer])))).to.be.instanceOf(
          SerializationError,
        );
        const twice = new Uint8Array(8);
        const list = [twice.buffer, twice.buffer];
        expect(await failure(executor.submit(tasks.byteLength, transfer(twice, list)))).to.be.instanceOf(
          SerializationError,
        );
      });

      if ('Buffer' in globalThis) {
        it("copies a slice of Node's shared buffer pool", async () => {
          const pooled = Buffer.from('pooled');
          const sent = transfer(pooled, [pooled.buffer as ArrayBuffer]);
          expect(await shared().submit(tasks.byteLength, sent).result()).to.equal(6);
          expect(pooled.toString()).to.equal('pooled');
        });
      }
    }
  });

  describe('task', () => {
    const make = executors(subject);

    it('submits once for each subscription, and not before', async () => {
      const latch = makeLatch();
      const executor = make();
      const cold = executor.task(tasks.count, latch);
      expect(executor.stats().submitted).to.equal(0);
      await Promise.all(
        [1, 2].map(() => new Promise<void>((complete) => void cold.pipe(toArray()).subscribe({ complete }))),
      );
      expect(arrivals(latch)).to.equal(2);
    });

    it('aborts when it is unsubscribed', async () => {
      const latch = makeLatch();
      const executor = make();
      const subscription = executor.task(tasks.untilAborted, latch).subscribe();
      await waitForArrivals(latch);
      subscription.unsubscribe();
      expect(executor.stats()).to.include({ cancelled: 1, running: 0 });
    });

    it('emits the errors that submit throws', async () => {
      const executor = make();
      const cold = executor.task(tasks.add, 1, 2);
      await executor.shutdown();
      const error = await new Promise((resolve) => void cold.subscribe({ error: resolve }));
      expect(error).to.be.instanceOf(ExecutorShutdownError);
    });
  });
}
