import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { createContext, runInContext } from 'node:vm';
import { expect } from 'chai';
import { config, lastValueFrom, TimeoutError, timer, toArray } from 'rxjs';
import type { BrokenExecutor } from '../../../src/errors/BrokenExecutor.js';
import { CancelledError } from '../../../src/errors/CancelledError.js';
import { SerializationError } from '../../../src/errors/SerializationError.js';
import type { ExecutorEvent } from '../../../src/events/ExecutorEvent.js';
import type { BaseExecutor } from '../../../src/executor/BaseExecutor.js';
import type { SubmitOptions } from '../../../src/executor/SubmitOptions.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { Future } from '../../../src/future/Future.js';
import type { PoolOptions } from '../../../src/pool/PoolOptions.js';
import { transfer } from '../../../src/protocol/transfer.js';
import { describeFinalizer } from '../../contract/finalizerContract.js';
import { nested } from '../../fixtures/nested.js';
import { collectGarbage } from '../../support/collectGarbage.js';
import { arrivals, type Latch, makeFileLatch, noteOf, releaseLatch, waitForArrivals } from '../../support/latch.js';
import { longEnough } from '../../support/longEnough.js';
import { until } from '../../support/until.js';
import { describeBadMessages } from './badMessages.js';

const tasks = taskModule<typeof import('../../fixtures/tasks.js')>(new URL('../../fixtures/tasks.js', import.meta.url));
const faults = taskModule<typeof import('../../fixtures/faults.js')>(
  new URL('../../fixtures/faults.js', import.meta.url),
);

/** One kind of pool, and its differences from the others. */
export interface FaultSubject {
  readonly name: string;
  /** Called within the suite, to add hooks. */
  readonly setUp?: () => void;
  readonly Broken: typeof BrokenExecutor;
  /** Options that both kinds of Node's pools have, or that come from this subject. */
  make(options: FaultOptions): BaseExecutor;
  readonly makeLatch: () => Latch;
  /** Further ways in which its workers can end, beside those of all kinds. */
  readonly deaths: Readonly<Record<string, (executor: BaseExecutor) => Future<unknown>>>;
  /** Options for workers that soon run out of memory, and the details that the error then has. */
  readonly smallHeap: object;
  outOfMemory(error: Error): void;
  /** Options for workers that can decode less depth than the host, and for those that can decode more. */
  /** The number of short tasks that a worker may start together. */
  readonly block: number;
  /** The globals that may be faked; Node's channels need `nextTick`. Default: all. */
  readonly toFake?: readonly (
    | 'setTimeout'
    | 'setInterval'
    | 'setImmediate'
    | 'queueMicrotask'
    | 'Date'
    | 'performance'
  )[];
  readonly smallStack: object;
  readonly largeStack: object;
  /** False to leave out the suites about the part of a pool that all kinds of workers share. Default: true. */
  readonly core?: boolean;
}

export interface FaultOptions extends PoolOptions {
  worker?: URL;
  env?: NodeJS.ProcessEnv;
  maxWorkerMemory?: number;
}

/** The faults that every pool of Node survives. */
export function describePoolFaults(subject: FaultSubject): void {
  describe(`faults of ${subject.name}`, () => {
    subject.setUp?.();
    faultsOf(subject);
  });
}

function faultsOf(subject: FaultSubject): void {
  const { Broken, makeLatch } = subject;
  const made: BaseExecutor[] = [];
  const pool = (options: FaultOptions = {}): BaseExecutor => {
    const executor = subject.make({ maxWorkers: 1, onWorkerLost: 'replace', ...options });
    made.push(executor);
    return executor;
  };
  /** Waits until both workers of a pool of two have started. */
  const bothWork = async (executor: BaseExecutor): Promise<void> => {
    const latch = makeLatch();
    const holding = [executor.submit(tasks.hold, latch), executor.submit(tasks.hold, latch)];
    await waitForArrivals(latch, 2);
    releaseLatch(latch);
    await Promise.all(holding.map((each) => each.result()));
  };
  const errorOf = (future: Future<unknown>): Promise<Error> =>
    future.result().then(
      () => expect.fail('it succeeded'),
      (error: Error) => error,
    );

  afterEach(async () => {
    await Promise.all(made.splice(0).map((executor) => executor.shutdown({ cancelFutures: true, timeout: 1000 })));
  });

  const describeCore = (title: string, suite: () => void): void => {
    if (subject.core !== false) describe(title, suite);
  };

  describe('a worker dies', () => {
    const deaths: Record<string, (executor: BaseExecutor) => Future<unknown>> = {
      'process.exit(0)': (executor) => executor.submit(faults.exit, 0),
      'process.exit(1)': (executor) => executor.submit(faults.exit, 1),
      'a throw in a timer': (executor) => executor.submit(faults.throwInTimer, 'in a timer'),
      'an unhandled rejection': (executor) => executor.submit(faults.rejectUnhandled, 'unhandled'),
      'a closed channel': (executor) => executor.submit(faults.closeChannel),
      ...subject.deaths,
    };
    for (const [name, die] of Object.entries(deaths)) {
      it(`${name} fails the running tasks with the Broken error within two seconds, and no others`, async () => {
        const executor = pool();
        const startedAt = performance.now();
        const doomed = die(executor);
        const queued = Array.from({ length: 20 }, (_, i) => executor.submit(tasks.echo, i));
        const error = await errorOf(doomed);
        const failed = performance.now();
        expect(error).to.be.instanceOf(Broken).and.include({ workerId: 0, started: true });
        expect(await Promise.all(queued.map((each) => each.result()))).to.deep.equal(queued.map((_, i) => i));
        const restart = performance.now() - failed; // long where the machine is busy
        expect(failed - startedAt).to.be.lessThan(2000 + 20 * restart);
        expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
        expect(executor.stats()).to.include({ submitted: 22, failed: 1, finished: 21 });
      });
    }

    it('mapSettled emits the lost row as rejected and goes on in a new worker', async () => {
      const numbers = Array.from({ length: 20 }, (_, i) => i);
      const fatal = numbers.map(() => 7);
      const outcomes = await lastValueFrom(pool().mapSettled(faults.exitAt, fatal, numbers).pipe(toArray()));
      expect(outcomes.map(({ index }) => index)).to.deep.equal(numbers);
      const lost = outcomes.filter(({ status }) => status === 'rejected');
      expect(lost).to.have.length.at.least(1);
      for (const outcome of lost) expect(outcome).to.have.property('reason').that.is.instanceOf(Broken);
      expect(outcomes[7]).to.have.property('status', 'rejected');
      expect(outcomes.at(-1)).to.deep.equal({ index: 19, status: 'fulfilled', value: 19 });
    });

    it('running out of memory fails with a Broken error that names the reason', async () => {
      const executor = pool(subject.smallHeap);
      const error = await errorOf(executor.submit(faults.exhaustMemory));
      expect(error).to.be.instanceOf(Broken);
      subject.outOfMemory(error);
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      expect(getHeapStatistics().heap_size_limit).to.be.greaterThan(0);
    });

    it('has the exit code and the cause in the error', async () => {
      const executor = pool();
      expect(await errorOf(executor.submit(faults.exit, 3))).to.include({ exitCode: 3 });
      const stray = await errorOf(executor.submit(faults.throwInTimer, 'in a timer'));
      expect(stray.cause).to.be.instanceOf(RangeError).with.property('message', 'in a timer');
    });

    it("with 'break' fails all outstanding tasks, each with its own error, and rejects further ones", async () => {
      const latch = makeLatch();
      const executor = pool({ maxWorkers: 2, onWorkerLost: 'break' });
      const beside = executor.submit(tasks.hold, latch);
      await waitForArrivals(latch);
      const doomed = executor.submit(faults.exitLater, latch, 1);
      const queued = executor.submit(tasks.add, 1, 2);
      const errors = await Promise.all([beside, doomed, queued].map(errorOf));
      for (const error of errors) expect(error).to.be.instanceOf(Broken);
      expect(new Set(errors).size).to.equal(3);
      expect(errors.map((error) => (error as BrokenExecutor).started)).to.deep.equal([true, true, false]);
      expect(() => executor.submit(tasks.add, 1, 2)).to.throw(Broken);
      await executor.shutdown();
      expect(() => executor.submit(tasks.add, 1, 2)).to.throw(Broken);
    });

    it('with several tasks at once on the worker all of them fail, queued ones do not', async () => {
      const latch = makeLatch();
      const executor = pool({ tasksPerWorker: 3 });
      const running = [1, 2].map(() => executor.submit(tasks.hold, latch));
      await waitForArrivals(latch, 2);
      const doomed = executor.submit(faults.exitLater, latch, 1);
      const queued = executor.submit(tasks.echo, 'fine');
      for (const future of [...running, doomed]) expect(await errorOf(future)).to.be.instanceOf(Broken);
      expect(await queued.result()).to.equal('fine');
    });

    it('an uncaught error in an idle worker loses that worker only', async () => {
      const executor = pool();
      const events: ExecutorEvent[] = [];
      const lost = new Promise<void>((resolve) => {
        executor.events.subscribe((event) => {
          events.push(event);
          if (event.type === 'workerLost') resolve();
        });
      });
      expect(await executor.submit(faults.throwWhenIdle, 'late').result()).to.equal('done');
      await lost;
      expect(events.find(({ type }) => type === 'uncaughtError')).to.have.nested.property('error.message', 'late');
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it('runs no task twice when thousands of small tasks share the worker with one that exits', async () => {
      const counter = makeLatch();
      const executor = pool({ maxWorkers: 2 });
      await executor.submit(tasks.count, counter).result();
      const futures: Future<unknown>[] = [];
      for (let i = 0; i < 3000; i++) {
        futures.push(i % 1000 === 500 ? executor.submit(faults.exit, 1) : executor.submit(tasks.count, counter));
      }
      await Promise.all(futures.map((each) => each.exception()));
      const { finished, failed } = executor.stats();
      expect(finished + failed).to.equal(3001);
      expect(arrivals(counter)).to.be.within(finished, finished + failed - 3);
    });
  });

  describe('a start or an initializer fails', () => {
    it('runs the initializer in each worker before its first task, sync or async', async () => {
      for (const initializer of [faults.initialize, faults.initializeLater]) {
        const executor = pool({ initializer, initArgs: ['a', 1] });
        expect(await executor.submit(faults.whatWasInitialized).result()).to.deep.equal(['a', 1]);
      }
    });

    it('a failed initializer breaks the pool with its own error as cause', async () => {
      const executor = pool({ initializer: faults.failToInitialize });
      const errors = await Promise.all([1, 2].map(() => errorOf(executor.submit(tasks.add, 1, 2))));
      for (const error of errors) {
        expect(error).to.be.instanceOf(Broken);
        expect(error.cause).to.be.instanceOf(RangeError).with.property('message', 'no database');
        expect(error.message).to.contain('no database');
      }
      expect(() => executor.submit(tasks.add, 1, 2)).to.throw(Broken, 'no database');
      await executor.shutdown();
    });

    it('an initializer that hangs is ended by initTimeout', async () => {
      const executor = pool({ initializer: faults.neverInitialize, initTimeout: 300 });
      const error = await errorOf(executor.submit(tasks.add, 1, 2));
      expect(error).to.be.instanceOf(Broken);
      expect(error.cause).to.be.instanceOf(TimeoutError).with.property('message').that.contains('initTimeout');
      await executor.shutdown();
    });

    it('a worker file that throws breaks the pool after few starts, with its own message', async () => {
      const executor = pool({ worker: new URL('../../fixtures/throwing.js', import.meta.url) });
      let started = 0;
      executor.events.subscribe(({ type }) => (started += Number(type === 'workerStarted')));
      const error = await errorOf(executor.submit(tasks.add, 1, 2));
      expect(error).to.be.instanceOf(Broken);
      expect(error.message).to.contain('broken at load');
      expect(started).to.equal(3);
    });

    it('a worker file that loads at the third try serves all tasks', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'rx-futures-'));
      const env = { ...process.env, TRIES_FILE: join(folder, 'tries') };
      const executor = pool({ worker: new URL('../../fixtures/flaky.js', import.meta.url), env });
      const futures = [1, 2, 3].map((n) => executor.submit(tasks.echo, n));
      expect(await Promise.all(futures.map((future) => future.result()))).to.deep.equal([1, 2, 3]);
      rmSync(folder, { recursive: true });
    });

    it('shutdown ends while a worker hangs in its initializer', async () => {
      const executor = pool({ initializer: faults.neverInitialize });
      const future = executor.submit(tasks.add, 1, 2);
      await executor.shutdown({ cancelFutures: true });
      expect(future.cancelled()).to.equal(true);
      expect(executor.stats().workers).to.equal(0);
    });

    const refusedArgs: Record<string, readonly [make: () => unknown, message: RegExp]> = {
      'a function': [() => () => 1, /cannot be cloned/],
      'a URL': [() => new URL('http://a.b'), /empty object/],
      'a Future': [() => Future.of(1), /submit its value/],
      'a moved view': [() => structuredClone(moved, { transfer: [moved.buffer] }) && moved, /has been moved/],
      'a view that is marked for transfer': [() => transfer(marked, [marked.buffer]), /Leave transfer\(\) out/],
      'a nesting of 20,000 arrays': [() => nested(20_000), /20001 levels/],
    };
    const [moved, marked] = [new Uint8Array(8), new Uint8Array(8)];
    for (const [kind, [make, message]] of Object.entries(refusedArgs)) {
      it(`${kind} in initArgs breaks the pool at once, with an error that names it`, async () => {
        const executor = pool({ initializer: faults.initialize, initArgs: [1, make()] });
        const error = await errorOf(executor.submit(tasks.add, 1, 2));
        expect(error).to.be.instanceOf(Broken);
        expect(error.cause).to.be.instanceOf(SerializationError).with.property('part', 'initArgs[1]');
        expect((error.cause as Error).message).to.match(message);
      });
    }

    it('runs the tasks that the worker file exposes', async () => {
      const executor = pool({ worker: new URL('../../fixtures/exposing.js', import.meta.url) });
      const exposed = taskModule<import('../../fixtures/exposing.js').Exposed>();
      expect(await executor.submit(exposed.triple, 14).result()).to.equal(42);
    });
  });

  describe('a finalizer', () =>
    describeFinalizer({ make: pool, makeLatch, Broken, die: (executor) => executor.submit(faults.exit, 1) }));

  // on a busy machine an aborted task takes longer to end than the usual grace, and the worker would be killed with its other task
  describe('a value', () => describeBadMessages(subject, (options) => pool({ abortGrace: 60_000, ...options })));

  describe('error details', () => {
    it('arrive complete', async () => {
      const executor = pool();
      // biome-ignore lint/suspicious/noExplicitAny: looked at field by field
      const thrown = (kind: string): Promise<any> => errorOf(executor.submit(faults.throwKind, kind));
      expect(await thrown('domException'))
        .to.be.instanceOf(DOMException)
        .and.include({ name: 'AbortError', message: 'gone' });
      const aggregate = await thrown('aggregate');
      expect(aggregate).to.be.instanceOf(AggregateError);
      expect(aggregate.errors.map((each: Error) => each.constructor)).to.deep.equal([RangeError, TypeError]);
      const cycle = await thrown('cycle');
      expect(cycle.cause.cause).to.equal(cycle);
      expect(await thrown('getter'))
        .to.include({ message: 'getter', kept: 1 })
        .and.not.have.property('bad');
      expect((await thrown('bigint')).big).to.equal(10n);
      expect(await thrown('frozen')).to.include({ code: 'E_FROZEN' });
      expect(await thrown('unregistered'))
        .to.be.instanceOf(TypeError)
        .and.include({ name: 'Unregistered' });
      expect(await thrown('uncloneable'))
        .to.include({ kept: 1 })
        .and.not.have.property('socket');
      expect(await thrown('function'))
        .to.be.instanceOf(SerializationError)
        .and.include({ part: 'the thrown error' });
    });

    it('show where the task was submitted when its worker was lost', async () => {
      const { stack = '' } = await errorOf(pool().submit(faults.exit, 1));
      expect(stack.split('--- submitted from ---')[1]).to.contain('poolFaults').and.not.contain('BaseExecutor');
    });

    it('show the frames of the worker, then the place of the submit', async () => {
      const stack = (await errorOf(pool().submit(tasks.fail, 'where'))).stack ?? '';
      const [there, here] = stack.split('--- submitted from ---');
      expect(there).to.contain('fixtures/tasks');
      expect(here).to.contain('poolFaults').and.not.contain('BaseExecutor');
      const plain = pool({ submitStacks: false });
      expect((await errorOf(plain.submit(tasks.fail, 'where'))).stack).not.to.contain('submitted from');
    });
  });

  describe('cancels and limits on busy loops', () => {
    it('a busy loop is terminated after its runTimeout, and the pool continues', async () => {
      const latch = makeLatch();
      const executor = pool({ abortGrace: 20 });
      const error = await errorOf(executor.with({ runTimeout: 50 }).submit(faults.spin, latch));
      expect(error).to.be.instanceOf(TimeoutError);
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      expect(executor.stats()).to.include({ workers: 1 });
    });

    it('`aborted` changes inside a synchronous loop, and the worker is kept', async () => {
      const latch = makeLatch();
      const executor = pool({ abortGrace: 60_000 });
      const thread = await executor.submit(faults.whichWorker).result();
      const future = executor.submit(faults.spinUntilAborted, latch);
      await waitForArrivals(latch);
      future.abort();
      expect(await executor.submit(faults.whichWorker).result()).to.equal(thread);
      expect(noteOf(latch)).to.equal(1);
    });

    it('aborting a task that has ended, but whose result waits behind another task, does not affect the other', async () => {
      const executor = pool({ abortGrace: 20 });
      const [open, latch] = [makeLatch(), makeLatch()];
      releaseLatch(open);
      await Promise.all(Array.from({ length: 100 }, () => executor.submit(faults.spinUntilOpen, open).result()));
      const [ended, behind] = [open, latch].map((each) => executor.submit(faults.spinUntilOpen, each));
      await waitForArrivals(latch);
      ended?.abort();
      await lastValueFrom(timer(100)); // the grace of 20 ms has passed on the same clock
      releaseLatch(latch);
      expect(await behind?.exception()).to.equal(null);
      expect(executor.stats().workers).to.equal(1);
    });

    it('tasks that wait behind a killed one run on another worker, once', async () => {
      const latch = makeLatch();
      const counter = makeLatch();
      const executor = pool({ abortGrace: 20 });
      for (let i = 0; i < 20; i++) await executor.submit(tasks.count, counter).result();
      const spinning = executor.submit(faults.spin, latch);
      await waitForArrivals(latch);
      const behind = Array.from({ length: 50 }, () => executor.submit(tasks.count, counter));
      await new Promise((resolve) => setImmediate(resolve));
      spinning.abort();
      expect(await errorOf(spinning)).to.be.instanceOf(CancelledError);
      await Promise.all(behind.map((each) => each.result()));
      expect(arrivals(counter)).to.equal(70);
    });

    it('a broadcast that waits behind a killed one fails with the Broken error, since it is for that worker', async () => {
      const latch = makeLatch();
      const executor = pool({ abortGrace: 20 });
      const deaf = executor.submit(tasks.deaf, latch);
      await waitForArrivals(latch);
      deaf.abort();
      for (const each of executor.broadcast(tasks.add, 1, 2)) {
        expect(await errorOf(each))
          .to.be.instanceOf(Broken)
          .and.include({ started: false });
      }
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it('with several tasks at once, those beside the killed one fail with the Broken error', async () => {
      const latch = makeLatch();
      const executor = pool({ tasksPerWorker: 2, abortGrace: 20 });
      const deaf = executor.submit(tasks.deaf, latch);
      const beside = executor.submit(tasks.hold, makeLatch());
      await waitForArrivals(latch);
      deaf.abort();
      expect(await errorOf(beside))
        .to.be.instanceOf(Broken)
        .with.property('started', true);
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it('a task that is aborted while it waits on its worker never runs', async () => {
      const latch = makeLatch();
      const executor = pool();
      const thread = await executor.submit(faults.whichWorker).result();
      const running = executor.submit(tasks.hold, latch);
      await waitForArrivals(latch);
      const [pinned] = executor.broadcast(() => process.exit(1));
      expect(pinned?.abort()).to.equal(true);
      releaseLatch(latch);
      await running.result();
      expect(await executor.submit(faults.whichWorker).result()).to.equal(thread);
      expect(executor.stats()).to.include({ finished: 3, failed: 0, cancelled: 1 });
    });

    it('queueTimeout does not fail a running task, even a short one that does not report its start', async () => {
      const open = makeLatch();
      releaseLatch(open);
      const executor = pool();
      for (let i = 0; i < 20; i++) await executor.submit(tasks.hold, open).result();
      await longEnough(10, async (queueTimeout) => {
        const latch = makeLatch();
        const future = executor.with({ queueTimeout }).submit(tasks.hold, latch, 'done');
        await until(() => arrivals(latch) > 0 || future.done(), 'the task has started or its time is up');
        if (arrivals(latch) === 0) return false;
        await lastValueFrom(timer(2 * queueTimeout));
        releaseLatch(latch);
        expect(await future.result()).to.equal('done');
        return true;
      });
    });

    it('small tasks behind a slow one run on an idle worker', async () => {
      const executor = pool({ maxWorkers: 2 });
      await bothWork(executor);
      const [open, latch] = [makeLatch(), makeLatch()];
      releaseLatch(open);
      await Promise.all(Array.from({ length: 2000 }, () => executor.submit(faults.spinUntilOpen, open).result()));
      const slow = executor.submit(faults.spinUntilOpen, latch);
      let served = 0;
      const small = Array.from({ length: 400 }, () => executor.submit(faults.spinUntilOpen, open));
      for (const each of small) each.subscribe(() => (served += 1));
      const wanted = 400 - (subject.block - 1);
      await until(
        () => served >= wanted,
        () => `${wanted} small tasks are served beside the slow one; ${served} are`,
      );
      expect(slow.done()).to.equal(false);
      releaseLatch(latch);
      await Promise.all([slow, ...small].map((each) => each.result()));
    });
  });

  describe('tasks inside a native call', () => {
    const latches: Latch[] = [];
    /** The pool, its first worker inside a native call, and that call. */
    const blocked = async (options: FaultOptions = {}): Promise<[BaseExecutor, Future<string>]> => {
      const [executor, future, latch] = submitBlocking(options, {});
      await waitForArrivals(latch);
      return [executor, future];
    };
    const submitBlocking = (options: FaultOptions, limits: SubmitOptions): [BaseExecutor, Future<string>, Latch] => {
      const executor = pool({ abortGrace: 20, ...options });
      const latch = makeFileLatch();
      latches.push(latch);
      return [executor, executor.with(limits).submit(faults.blockNatively, latch), latch];
    };
    /** Node joins such a thread at the end of the program. */
    afterEach(() => {
      for (const latch of latches.splice(0)) releaseLatch(latch);
    });

    it('free their slot after runTimeout and abort: another worker runs the waiting tasks, and stats count that worker alone', async () => {
      await longEnough(200, async (runTimeout) => {
        const [timed, late, latch] = submitBlocking({}, { runTimeout });
        const behind = timed.submit(tasks.add, 1, 2);
        expect(await errorOf(late)).to.be.instanceOf(TimeoutError);
        expect(await behind.result()).to.equal(3);
        expect(timed.stats()).to.include({ submitted: 2, failed: 1, finished: 1, workers: 1, idleWorkers: 1 });
        return arrivals(latch) === 1; // it was in its native call when the limit passed
      });
      const [stopped, future] = await blocked();
      future.abort();
      expect(await stopped.submit(tasks.add, 1, 2).result()).to.equal(3);
      expect(stopped.stats()).to.include({ cancelled: 1, finished: 1, workers: 1 });
    });

    it('are reported once, and their later messages are ignored', async () => {
      const [executor, future] = await blocked();
      const ends: string[] = [];
      executor.events.subscribe((event) => {
        if (!('id' in event) && event.worker === 0) ends.push(event.type);
      });
      future.abort();
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      for (const latch of latches) releaseLatch(latch);
      await executor.shutdown();
      expect(ends)
        .to.have.length(1)
        .and.satisfies(([end]: string[]) => end === 'workerLost' || end === 'workerRetired');
    });

    const ends: Readonly<Record<string, () => Promise<BaseExecutor>>> = {
      'shutdown({ timeout })': async () => {
        const [executor, future] = await blocked();
        void executor.shutdown({ timeout: 50 });
        expect(await errorOf(future)).to.be.instanceOf(CancelledError);
        return executor;
      },
      'shutdown after an abort': async () => {
        const [executor, future] = await blocked();
        future.abort();
        return executor;
      },
      'a broken pool': async () => {
        const [executor, future] = await blocked({ maxWorkers: 2, onWorkerLost: 'break' });
        executor.submit(faults.exit, 1);
        expect(await errorOf(future)).to.be.instanceOf(Broken);
        return executor;
      },
      'an idle worker': async () => {
        const executor = pool();
        const latch = makeFileLatch();
        latches.push(latch);
        await executor.submit(faults.blockNativelyWhenIdle, latch).result();
        await waitForArrivals(latch);
        return executor;
      },
      'a worker that retires': async () => {
        const executor = pool({ maxTasksPerChild: 1 });
        const latch = makeFileLatch();
        latches.push(latch);
        await executor.submit(faults.blockNativelyWhenIdle, latch).result();
        expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
        return executor;
      },
      'a worker that starts': async () => {
        const latch = makeFileLatch();
        latches.push(latch);
        const executor = pool({ initializer: faults.blockNatively, initArgs: [latch] });
        const future = executor.submit(tasks.add, 1, 2);
        await waitForArrivals(latch);
        future.cancel();
        return executor;
      },
    };
    for (const [how, end] of Object.entries(ends)) {
      it(`do not delay the end: ${how}`, async () => {
        const executor = await end();
        await executor.shutdown();
        expect(executor.stats().workers).to.equal(0);
      });
    }
  });

  describeCore('8 and 13: shutdown and hand-over', () => {
    it('ends in every state of the pool, and leaves no worker', async () => {
      const latch = makeLatch();
      const states: Record<string, (executor: BaseExecutor) => Promise<void> | void> = {
        starting: (executor) => void executor.submit(tasks.add, 1, 1),
        idle: async (executor) => void (await executor.submit(tasks.add, 1, 1).result()),
        'mid-cancel': async (executor) => {
          const here = makeLatch();
          const future = executor.submit(tasks.untilAborted, here);
          await waitForArrivals(here);
          future.abort();
        },
        'mid-replacement': async (executor) => {
          const here = makeLatch();
          executor.submit(faults.exitLater, here, 1);
          await waitForArrivals(here);
        },
      };
      for (const reach of Object.values(states)) {
        const executor = pool({ maxWorkers: 2 });
        await reach(executor);
        await executor.shutdown();
        const { submitted, finished, failed, cancelled, workers } = executor.stats();
        expect([finished + failed + cancelled, workers]).to.deep.equal([submitted, 0]);
      }
      releaseLatch(latch);
    });

    it('stops idle workers after idleTimeout, keeps minWorkers, and starts workers again on demand', async () => {
      const executor = pool({ maxWorkers: 2, minWorkers: 1, idleTimeout: 20 });
      const latch = makeLatch();
      const both = [1, 2].map(() => executor.submit(tasks.hold, latch));
      await waitForArrivals(latch, 2);
      const retired = new Promise<void>((resolve) =>
        executor.events.subscribe(({ type }) => type === 'workerRetired' && resolve()),
      );
      releaseLatch(latch);
      await Promise.all(both.map((each) => each.result()));
      await retired;
      expect(executor.stats().workers).to.equal(1);
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it('replaces a worker after maxTasksPerChild tasks, also for tasks submitted as it retires', async () => {
      const executor = pool({ maxTasksPerChild: 2 });
      const threads = await Promise.all(Array.from({ length: 6 }, () => executor.submit(faults.whichWorker).result()));
      expect(new Set(threads).size).to.equal(3);
      expect(await executor.submit(faults.whichWorker).result()).to.be.a('string');
    });

    it('replaces a worker that exceeds maxWorkerMemory, after its task', async () => {
      const executor = pool({ maxWorkerMemory: 160_000_000 });
      const first = await executor.submit(faults.whichWorker).result();
      expect(await executor.submit(faults.whichWorker).result()).to.equal(first);
      expect(await executor.submit(faults.hoard, 200_000_000).result()).to.equal(first);
      const after = await Promise.all([1, 2].map(() => executor.submit(faults.whichWorker).result()));
      expect(after).not.to.include(first);
      expect(new Set(after).size).to.equal(1);
    });

    it('names its workers, also in events', async () => {
      const executor = pool({ threadNamePrefix: 'media' });
      const names: unknown[] = [];
      executor.events.subscribe((event) => 'workerName' in event && names.push(event.workerName));
      await executor.submit(tasks.add, 1, 2).result();
      expect(names[0]).to.equal('media_0');
    });
  });

  describeCore('11: garbage', () => {
    it('delivers a result when only the subscription is referenced, and frees the argument once the task has started', async () => {
      const latch = makeLatch();
      const executor = pool();
      let argument: { big: Uint8Array } | undefined = { big: new Uint8Array(1000) };
      const seen = new WeakRef(argument);
      const result = new Promise((resolve) => {
        executor.submit(tasks.hold, latch, argument as object).subscribe(() => resolve('came'));
      });
      argument = undefined;
      await waitForArrivals(latch);
      await until(() => {
        collectGarbage();
        return seen.deref() === undefined;
      }, 'the argument is collected');
      releaseLatch(latch);
      expect(await result).to.equal('came');
    });

    it('frees a result that was delivered and is no longer referenced', async () => {
      const executor = pool();
      let seen: WeakRef<object> | undefined;
      await new Promise<void>((resolve) => {
        executor.submit(tasks.echo, { big: new Uint8Array(1000) }).subscribe((value) => {
          seen = new WeakRef(value as object);
          resolve();
        });
      });
      await until(() => {
        collectGarbage();
        return seen?.deref() === undefined;
      }, 'the result is collected');
    });
  });

  describeCore('12 and 14: noise and starvation', () => {
    it('a subscriber that throws is reported and affects no other', async () => {
      const executor = pool();
      const reported: unknown[] = [];
      config.onUnhandledError = (error) => reported.push(error);
      try {
        const future = executor.submit(tasks.add, 1, 2);
        future.subscribe(() => {
          throw new Error('mine');
        });
        let second = 0;
        future.subscribe((value) => (second = value));
        await future.result();
        await until(() => reported.length > 0, 'the error is reported');
        expect(second).to.equal(3);
      } finally {
        config.onUnhandledError = null;
      }
      expect(reported).to.have.length(1);
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it('timers run in an idle worker', async () => {
      const executor = pool();
      const first = await executor.submit(faults.tickingTimer).result();
      let last = first;
      while (last <= first + 5) {
        await lastValueFrom(timer(50)); // idle for a while; a worker whose timers stand still runs into the time limit
        last = await executor.submit(faults.tickingTimer).result();
      }
    });

    it('timers run in a worker that is called again and again', async () => {
      const executor = pool();
      const before = await executor.submit(faults.tickingTimer).result();
      let last = before;
      while (last <= before + 5) {
        for (let i = 0; i < 500; i++) await executor.submit(tasks.echo, i).result();
        last = await executor.submit(faults.tickingTimer).result();
      }
    });

    it('progress reported before a crash, or in a busy loop, is delivered', async () => {
      const executor = pool();
      const received: unknown[] = [];
      const doomed = executor.submit(faults.progressThenExit);
      doomed.progress.subscribe((value) => received.push(value));
      expect(await errorOf(doomed)).to.be.instanceOf(Broken);
      expect(received).to.deep.equal(['a', 'b', 'c']);
      const seen: unknown[] = [];
      const busy = executor.submit(faults.spinWithProgress, 100);
      busy.progress.subscribe((value) => seen.push(value));
      expect(seen).to.have.length.lessThan(1);
      expect(await busy.result()).to.equal(seen.length);
    });
  });

  describe('transfer', () => {
    it('a task whose arguments were transferred is not lost when it is not the first in its message', async () => {
      const latch = makeLatch();
      const executor = pool();
      const running = executor.submit(tasks.hold, latch);
      await waitForArrivals(latch);
      const bytes = new Uint8Array(16);
      const moved = executor.submit(tasks.byteLength, transfer(bytes, [bytes.buffer]));
      const high = executor.with({ priority: 1 }).submit(tasks.echo, 1);
      releaseLatch(latch);
      await Promise.all([running.result(), high.result()]);
      expect(await moved.result()).to.equal(16);
    });
  });

  describe('unknown messages', () => {
    it('affect neither the host nor a task, however many arrive', async () => {
      const executor = pool();
      const flooding = executor.submit(faults.flood, 20);
      const behind = [1, 2, 3].map((n) => executor.submit(tasks.echo, n));
      expect(await flooding.result()).to.equal('said it all');
      expect(await Promise.all(behind.map((each) => each.result()))).to.deep.equal([1, 2, 3]);
      for (let n = 0; n < 100; n++) expect(await executor.submit(tasks.echo, n).result()).to.equal(n);
      expect(executor.stats()).to.include({ finished: 104, failed: 0, workers: 1 });
    });
  });

  describeCore('19: realms', () => {
    it('accepts functions, arguments and inputs of another vm context, and gives its errors their class', async () => {
      const executor = pool();
      const context = createContext({});
      const make = <T>(code: string): T => runInContext(code, context) as T;
      const double = make<(n: number) => number>('(n) => n * 2');
      expect(await executor.submit(double, 21).result()).to.equal(42);
      expect(await executor.submit(tasks.echo, make('({ a: new Map([[1, [2]]]) })')).result()).to.deep.equal({
        a: new Map([[1, [2]]]),
      });
      const error = await errorOf(executor.submit(faults.throwFromContext, 'over there'));
      expect(error).to.be.instanceOf(RangeError).with.property('message', 'over there');
      expect(await lastValueFrom(executor.map(double, make<number[]>('[1, 2, 3]')))).to.equal(6);
    });

    it('works while timers are faked', async () => {
      const { default: sinon } = await import('sinon');
      const clock = sinon.useFakeTimers(subject.toFake === undefined ? {} : { toFake: [...subject.toFake] });
      try {
        const executor = pool();
        const future = executor.with({ runTimeout: 5000 }).submit(tasks.add, 1, 2);
        expect(await new Promise((resolve) => future.subscribe(resolve))).to.equal(3);
        const ended = new Promise<void>((resolve) => void executor.shutdown().then(resolve));
        await ended;
      } finally {
        clock.restore();
      }
    });
  });
}
