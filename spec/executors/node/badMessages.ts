import { expect } from 'chai';
import { lastValueFrom, of } from 'rxjs';
import { SerializationError } from '../../../src/errors/SerializationError.js';
import type { BaseExecutor } from '../../../src/executor/BaseExecutor.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import type { Future } from '../../../src/future/Future.js';
import { through } from '../../../src/operators/through.js';
import type { PoolOptions } from '../../../src/pool/PoolOptions.js';
import { nested } from '../../fixtures/nested.js';
import { type Unreadable, unreadable } from '../../fixtures/unreadable.js';
import { type Latch, releaseLatch, waitForArrivals } from '../../support/latch.js';

const tasks = taskModule<typeof import('../../fixtures/tasks.js')>(new URL('../../fixtures/tasks.js', import.meta.url));
const faults = taskModule<typeof import('../../fixtures/faults.js')>(
  new URL('../../fixtures/faults.js', import.meta.url),
);
const deep = taskModule<typeof import('../../fixtures/nested.js')>(
  new URL('../../fixtures/nested.js', import.meta.url),
);

const hostile = taskModule<typeof import('../../fixtures/unreadable.js')>(
  new URL('../../fixtures/unreadable.js', import.meta.url),
);

/** A depth that a small stack cannot decode, and a larger one can still encode. */
const fromHere = 2500;
const fromThere = 10_000;

/** The faults of a pool of any kind, by itself. */
export function describeBadMessagesOf(
  name: string,
  subject: MessageSubject & { make(options: PoolOptions): BaseExecutor },
): void {
  describe(`messages that cannot be decoded, ${name}`, () => {
    const made: BaseExecutor[] = [];
    afterEach(async () => {
      await Promise.all(made.splice(0).map((executor) => executor.shutdown({ cancelFutures: true, timeout: 1000 })));
    });
    describeBadMessages(subject, (options) => {
      const executor = subject.make({ maxWorkers: 1, onWorkerLost: 'replace', abortGrace: 60_000, ...options });
      made.push(executor);
      return executor;
    });
  });
}

/** The differences between the kinds of pools. */
export interface MessageSubject {
  readonly makeLatch: () => Latch;
  /** Options for workers that can decode less depth than the host, and for those that can decode more. */
  readonly smallStack: object;
  readonly largeStack: object;
}

/** A value that one side can encode and the other cannot decode fails its own task by name, wherever it is. */
export function describeBadMessages(
  { smallStack, largeStack, makeLatch }: MessageSubject,
  pool: (options: PoolOptions) => BaseExecutor,
): void {
  const errorOf = (future: Future<unknown>): Promise<unknown> => future.exception();
  const seen = async (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );
  const expectPart = (error: unknown, part: string): void => {
    expect(error).to.be.instanceOf(SerializationError).with.property('part', part);
    expect(error).to.have.property('message').that.contains(part);
  };
  const expectNamed = (error: unknown, part: string): void => {
    expect(error).to.be.instanceOf(SerializationError).with.property('message').that.contains(part);
  };
  /** Another task holds one of the worker's two slots meanwhile, and must not be affected. */
  const beside = async (executor: BaseExecutor, use: () => Promise<void>): Promise<void> => {
    const latch: Latch = makeLatch();
    const neighbour = executor.submit(tasks.hold, latch, 'unharmed');
    await waitForArrivals(latch);
    await use();
    releaseLatch(latch);
    expect(await neighbour.result()).to.equal('unharmed');
    expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    expect(executor.stats()).to.include({ workers: 1 });
  };

  describe('that a worker cannot decode', () => {
    it('an argument: the error names it, and other tasks of the message do not fail', async () => {
      const executor = pool(smallStack);
      await executor.submit(tasks.echo, 0).result();
      const futures = [1, nested(fromHere), 2].map((value) => executor.submit(deep.count, [], value, {}));
      expectPart(await errorOf(futures[1] as Future<unknown>), 'argument 2');
      expect([await futures[0]?.result(), await futures[2]?.result()]).to.deep.equal([3, 3]);
      expect(await executor.submit(deep.count, 1).result()).to.equal(1);
    });

    it('a function of the failed task: later tasks can use it', async () => {
      const executor = pool(smallStack);
      const first = executor.submit(deep.count, nested(fromHere));
      const second = executor.submit(deep.count, 1);
      expectPart(await errorOf(first), 'argument 1');
      expect(await second.result()).to.equal(1);
    });

    it('a row of a map: fails in its turn', async () => {
      const executor = pool({ ...smallStack, maxWorkers: 1 });
      await executor.submit(deep.count).result();
      const counts: number[] = [];
      const rows = executor.with({ chunkSize: 5 }).map(deep.count, [1, [1], nested(fromHere), [2], 3]);
      expectPart(await seen(rows.forEach((each) => void counts.push(each))), 'argument 1');
      expect(counts).to.deep.equal([1, 1]);
      expect(await executor.submit(deep.count, 1).result()).to.equal(1);
    });

    it('a broadcast: other tasks do not fail', async () => {
      const executor = pool({ ...smallStack, tasksPerWorker: 2 });
      await beside(executor, async () => {
        for (const future of executor.broadcast(deep.count, 1, nested(fromHere))) {
          expectPart(await errorOf(future), 'argument 2');
        }
      });
    });

    it('an argument of a stream, or a value for an operator', async () => {
      const executor = pool({ ...smallStack, tasksPerWorker: 2 });
      await beside(executor, async () => {
        expectPart(
          await seen(lastValueFrom(executor.stream(deep.streamNested, nested(fromHere) as never))),
          'argument 1',
        );
        const values: unknown[] = [];
        const source = of<unknown[]>(1, nested(fromHere), 2);
        await seen(lastValueFrom(source.pipe(through(executor, deep.same))).catch((error) => values.push(error)));
        expectPart(values[0], 'stream item');
      });
    });

    it('an argument of the initializer: breaks the pool with an error that names it', async () => {
      const executor = pool({ ...smallStack, initializer: deep.initialize, initArgs: [1, nested(fromHere)] });
      const error = await errorOf(executor.submit(deep.initialized));
      expectPart((error as Error).cause, 'initArgs[1]');
    });
  });

  describe('that cannot be read', () => {
    for (const name of Object.keys(unreadable) as Unreadable[]) {
      it(`as ${name}: each fails its own task with an error that names it, and no other`, async () => {
        const executor = pool({ tasksPerWorker: 2 });
        await beside(executor, async () => {
          const before = executor.submit(tasks.add, 1, 1);
          const given = executor.submit(deep.count, 1, unreadable[name]());
          const result = executor.submit(hostile.give, name);
          const thrown = executor.submit(hostile.giveThrown, name);
          const progress = executor.submit(hostile.report, name);
          const after = executor.submit(tasks.add, 2, 2);
          expectNamed(await errorOf(given), 'argument 2');
          expectNamed(await errorOf(result), 'result');
          expectNamed(await errorOf(thrown), 'the thrown error');
          expectNamed(await errorOf(progress), 'progress value');
          expectNamed(await seen(lastValueFrom(executor.stream(hostile.stream, name))), 'stream item');
          expectNamed(await seen(lastValueFrom(of(name).pipe(through(executor, hostile.made)))), 'stream item');
          expect([await before.result(), await after.result()]).to.deep.equal([2, 4]);
        });
      });
    }

    it('the error names the part, and does not mistake a getter for a Proxy', async () => {
      const executor = pool({});
      const part = (await errorOf(executor.submit(hostile.give, 'aPart'))) as Error;
      expect(part.message).to.match(/^result\.inner\[0\] cannot be cloned/);
      const getter = (await errorOf(executor.submit(hostile.give, 'aGetter'))) as Error;
      expect(getter.message).to.contain('not to be read').and.not.contain('Proxy');
    });
  });

  describe('that the host cannot decode', () => {
    it('a result: other results of the message arrive', async () => {
      const executor = pool(largeStack);
      await executor.submit(deep.nested, 1).result();
      const futures = [0, 1, fromThere, 1, 0].map((depth) => executor.submit(deep.nested, depth));
      expectPart(await errorOf(futures[2] as Future<unknown>), 'result');
      futures.splice(2, 1);
      expect(await Promise.all(futures.map((each) => each.result()))).to.deep.equal([[], [[]], [[]], []]);
      expect(executor.stats()).to.include({ workers: 1, finished: 5, failed: 1 });
    });

    it('a field of a thrown error: other results of the message arrive', async () => {
      const executor = pool(largeStack);
      await executor.submit(deep.nested, 1).result();
      const before = executor.submit(deep.nested, 1);
      const failed = executor.submit(deep.throwNested, fromThere);
      const after = executor.submit(deep.nested, 0);
      expect(await errorOf(failed)).to.be.instanceOf(Error);
      expect([await before.result(), await after.result()]).to.deep.equal([[[]], []]);
    });

    it('a progress value, a stream item, or a result of an operator', async () => {
      const executor = pool({ ...largeStack, tasksPerWorker: 2 });
      await beside(executor, async () => {
        expectPart(await errorOf(executor.submit(deep.reportNested, fromThere)), 'progress value');
        expectPart(await seen(lastValueFrom(executor.stream(deep.streamNested, fromThere))), 'stream item');
        const made = of(1, fromThere).pipe(through(executor, deep.deepen));
        expectPart(await seen(lastValueFrom(made)), 'stream item');
      });
    });

    it('the last result of a worker that ends', async () => {
      const executor = pool(largeStack);
      await executor.submit(deep.nested, 1).result();
      const lost = executor.submit(deep.nested, fromThere);
      const doomed = executor.submit(faults.exit, 1);
      expect(await errorOf(lost)).to.be.instanceOf(Error);
      expect(await errorOf(doomed)).to.be.instanceOf(Error);
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it('all items of a stream', async () => {
      const executor = pool({ ...largeStack, tasksPerWorker: 2 });
      await beside(executor, async () => {
        const all = executor.with({ bufferSize: 2 }).stream(deep.streamAllNested, fromThere, 5);
        expectPart(await seen(lastValueFrom(all)), 'stream item');
      });
    });
  });
}
