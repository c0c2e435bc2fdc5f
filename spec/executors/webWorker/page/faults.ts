import { expect } from 'chai';
import { lastValueFrom, TimeoutError, timer } from 'rxjs';
import { BrokenThreadPool } from '../../../../src/errors/BrokenThreadPool.js';
import { CancelledError } from '../../../../src/errors/CancelledError.js';
import { SerializationError } from '../../../../src/errors/SerializationError.js';
import type { ExecutorEvent } from '../../../../src/events/ExecutorEvent.js';
import type { Executor } from '../../../../src/executor/Executor.js';
import { taskModule } from '../../../../src/executor/taskModule.js';
import {
  WebWorkerPoolExecutor,
  type WebWorkerPoolOptions,
} from '../../../../src/executors/webWorker/WebWorkerPoolExecutor.js';
import type { Future } from '../../../../src/future/Future.js';
import { transfer } from '../../../../src/protocol/transfer.js';
import { describeFinalizer } from '../../../contract/finalizerContract.js';
import { arrivals, type Latch, makeFileLatch, makeLatch, noteOf, waitForArrivals } from '../../../support/latch.js';
import { patience, until } from '../../../support/until.js';

const tasks = taskModule<typeof import('../workers/webFaults.js').tasks>();
const latch = (): Latch => (crossOriginIsolated ? makeLatch() : makeFileLatch());

/** The faults of threads that exist in browsers, too. */
describe(`faults of Web Workers, memory ${crossOriginIsolated ? '' : 'not '}shared`, () => {
  const made: WebWorkerPoolExecutor[] = [];
  let workers: Worker[] = [];

  const pool = (options: Partial<WebWorkerPoolOptions> = {}): WebWorkerPoolExecutor => {
    const worker = (): Worker => {
      const worker = new Worker(new URL('../workers/webFaults.js', import.meta.url), { type: 'module' });
      workers.push(worker);
      return worker;
    };
    const executor = new WebWorkerPoolExecutor({ maxWorkers: 1, worker, ...options });
    made.push(executor);
    return executor;
  };

  const errorOf = (future: Future<unknown>): Promise<Error> =>
    future.result().then(
      () => expect.fail('it succeeded'),
      (error: Error) => error,
    );

  afterEach(async () => {
    await Promise.all(made.splice(0).map((executor) => executor.shutdown({ cancelFutures: true, timeout: 1000 })));
    workers = [];
  });

  describe('a worker dies', () => {
    const deaths: Record<string, (executor: WebWorkerPoolExecutor) => Future<unknown>> = {
      'close()': (executor) => executor.submit(tasks.closeItself),
      'a throw in a timer': (executor) => executor.submit(tasks.throwInTimer, 'in a timer'),
      'an unhandled rejection': (executor) => executor.submit(tasks.rejectUnhandled, 'unhandled'),
      "terminate() by the page's own code": (executor) => {
        const here = latch();
        const future = executor.submit(tasks.deaf, here);
        void waitForArrivals(here).then(() => workers[0]?.terminate());
        return future;
      },
      'terminate() of a worker that hears nothing': (executor) => {
        const here = latch();
        const future = executor.submit(tasks.block, here);
        void waitForArrivals(here).then(() => workers[0]?.terminate());
        return future;
      },
      'terminate() of a worker that talks without end': (executor) => {
        const here = latch();
        const future = executor.submit(tasks.flood, here);
        void waitForArrivals(here).then(() => workers[0]?.terminate());
        return future;
      },
    };
    for (const [name, die] of Object.entries(deaths)) {
      it(`${name} fails the running tasks with BrokenThreadPool within two seconds, and no others`, async () => {
        const executor = pool();
        const startedAt = performance.now();
        const doomed = die(executor);
        const queued = Array.from({ length: 20 }, (_, i) => executor.submit(tasks.echo, i));
        const error = await errorOf(doomed);
        const failed = performance.now();
        expect(error).to.be.instanceOf(BrokenThreadPool).and.include({ workerId: 0 });
        expect((error as BrokenThreadPool).started).to.equal(crossOriginIsolated ? true : 'unknown');
        expect(await Promise.all(queued.map((each) => each.result()))).to.deep.equal(queued.map((_, i) => i));
        const restart = performance.now() - failed; // long where the machine is busy
        expect(failed - startedAt).to.be.lessThan(2000 + 20 * restart);
        expect(executor.stats()).to.include({ submitted: 21, failed: 1, finished: 20 });
      });
    }

    it('has the uncaught error as cause, or describes an end without one', async () => {
      const executor = pool();
      const stray = await errorOf(executor.submit(tasks.throwInTimer, 'in a timer'));
      expect(stray.cause).to.be.instanceOf(RangeError).with.property('message', 'in a timer');
      expect((await errorOf(executor.submit(tasks.closeItself))).message).to.contain('closed itself');
    });

    it('an idle worker that is terminated by the page is replaced', async () => {
      const executor = pool();
      const lost = new Promise<void>((resolve) =>
        executor.events.subscribe(({ type }) => type === 'workerLost' && resolve()),
      );
      const first = await executor.submit(tasks.which).result();
      workers[0]?.terminate();
      await lost;
      expect(await executor.submit(tasks.which).result()).not.to.equal(first);
    });

    // the page can wait for the worker without receiving messages only where they share memory
    if (crossOriginIsolated) {
      it('results that a worker has sent are not lost when the page terminates it before they arrive', async () => {
        const here = makeLatch();
        const executor = pool({ tasksPerWorker: 2 });
        await executor.submit(tasks.echo, 0).result();
        const answered = executor.submit(tasks.add, 1, 2);
        const doomed = executor.submit(tasks.block, here);
        await Promise.resolve();
        const deadline = performance.now() + patience;
        while (arrivals(here) === 0) expect(performance.now()).to.be.below(deadline);
        workers[0]?.terminate();
        expect(await answered.result()).to.equal(3);
        expect(await errorOf(doomed)).to.be.instanceOf(BrokenThreadPool);
      });
    }

    it("with 'break' fails all outstanding tasks and rejects further ones", async () => {
      const here = latch();
      const executor = pool({ maxWorkers: 2, onWorkerLost: 'break' });
      const beside = executor.submit(tasks.hold, here);
      await waitForArrivals(here);
      const doomed = executor.submit(tasks.closeLater, here);
      const queued = executor.submit(tasks.add, 1, 2);
      const errors = await Promise.all([beside, doomed, queued].map(errorOf));
      for (const error of errors) expect(error).to.be.instanceOf(BrokenThreadPool);
      expect(new Set(errors).size).to.equal(3);
      expect(() => executor.submit(tasks.add, 1, 2)).to.throw(BrokenThreadPool);
    });

    it('an uncaught error in an idle worker loses that worker only, and is reported', async () => {
      const executor = pool();
      const events: ExecutorEvent[] = [];
      const lost = new Promise<void>((resolve) => {
        executor.events.subscribe((event) => {
          events.push(event);
          if (event.type === 'workerLost') resolve();
        });
      });
      expect(await executor.submit(tasks.throwWhenIdle, 'late').result()).to.equal('done');
      await lost;
      expect(events.find(({ type }) => type === 'uncaughtError')).to.have.nested.property('error.message', 'late');
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it('runs no task twice when many small tasks share the worker with one that closes it', async () => {
      const counter = latch();
      const executor = pool({ maxWorkers: 2 });
      await executor.submit(tasks.count, counter).result();
      const futures: Future<unknown>[] = [];
      const many = crossOriginIsolated ? 1000 : 300;
      for (let i = 0; i < many; i++) {
        futures.push(i % 100 === 50 ? executor.submit(tasks.closeItself) : executor.submit(tasks.count, counter));
      }
      await Promise.all(futures.map((each) => each.exception()));
      const { finished, failed } = executor.stats();
      expect(finished + failed).to.equal(many + 1);
      expect(arrivals(counter)).to.be.within(finished, finished + failed - many / 100);
    });
  });

  describe('an initializer fails', () => {
    it('runs the initializer before the first task', async () => {
      const executor = pool({ initializer: tasks.initialize, initArgs: ['a', 1] });
      expect(await executor.submit(tasks.whatWasInitialized).result()).to.deep.equal(['a', 1]);
    });

    it('a failed initializer breaks the pool with its own error as cause', async () => {
      const executor = pool({ initializer: tasks.failToInitialize });
      const error = await errorOf(executor.submit(tasks.add, 1, 2));
      expect(error).to.be.instanceOf(BrokenThreadPool).with.property('message').that.contains('no database');
      expect(error.cause).to.be.instanceOf(RangeError);
      expect(() => executor.submit(tasks.add, 1, 2)).to.throw(BrokenThreadPool, 'no database');
    });

    it('an initializer that hangs is ended by initTimeout', async () => {
      const executor = pool({ initializer: tasks.neverInitialize, initTimeout: 300 });
      const error = await errorOf(executor.submit(tasks.add, 1, 2));
      expect(error.cause).to.be.instanceOf(TimeoutError).with.property('message').that.contains('initTimeout');
    });

    it('initArgs that cannot be cloned break the pool at once', async () => {
      const executor = pool({ initializer: tasks.initialize, initArgs: [() => 1] });
      expect(await errorOf(executor.submit(tasks.add, 1, 2))).to.be.instanceOf(BrokenThreadPool);
    });
  });

  if (crossOriginIsolated) {
    describe('a finalizer', () => {
      const die = (executor: Executor): Future<unknown> => executor.submit(tasks.closeItself);
      describeFinalizer({ make: pool, makeLatch: latch, Broken: BrokenThreadPool, die });
    });
  }

  describe('values and errors', () => {
    it('names the value that cannot be cloned, and continues', async () => {
      const executor = pool();
      const part = async (future: Future<unknown>): Promise<unknown> => {
        const error = await errorOf(future);
        expect(error).to.be.instanceOf(SerializationError);
        return (error as SerializationError).part;
      };
      expect(await part(executor.submit(tasks.echo, { deep: [() => 1] }))).to.equal('argument 1.deep[0]');
      expect(await part(executor.submit(tasks.uncloneable))).to.equal('result.port.write');
      expect(await part(executor.submit(tasks.echo, document.body))).to.equal('argument 1');
      expect(await part(executor.submit(tasks.echo, new URL('http://localhost')))).to.equal('argument 1');
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    for (const depth of [1000, 3000, 6000, 12_000, 25_000, 100_000]) {
      it(`${depth} nested arrays arrive, or are rejected by name, in every place, and no other task fails`, async () => {
        const executor = pool();
        const nested = (): unknown => {
          let value: unknown = [];
          for (let i = 0; i < depth; i++) value = [value];
          return value;
        };
        const refused = async (part: string, outcome: Promise<unknown>): Promise<void> => {
          const error = await outcome.then(
            () => undefined,
            (each: unknown) => each,
          );
          if (error !== undefined) expect(error).to.be.instanceOf(SerializationError).with.property('part', part);
        };
        const beside = [executor.submit(tasks.add, 1, 2)];
        await refused('argument 2', executor.submit(tasks.add, 1, nested() as never).result());
        beside.push(executor.submit(tasks.add, 1, 2));
        await refused('result', executor.submit(tasks.nested, depth).result());
        await refused('progress value', executor.submit(tasks.reportNested, depth).result());
        await refused('stream item', lastValueFrom(executor.stream(tasks.streamNested, depth)));
        beside.push(executor.submit(tasks.add, 1, 2));
        for (const each of beside) expect(await each.result()).to.equal(3);
      });
    }

    it('carries values that only browsers have', async () => {
      const executor = pool();
      const blob = await executor.submit(tasks.echo, new Blob(['text'])).result();
      expect(await (blob as Blob).text()).to.equal('text');
      const image = await executor.submit(tasks.echo, new ImageData(2, 3)).result();
      expect(image).to.include({ width: 2, height: 3 });
      const bitmap = await createImageBitmap(new ImageData(4, 5));
      const moved = await executor.submit(tasks.echo, transfer(bitmap, [bitmap])).result();
      expect(moved).to.include({ width: 4, height: 5 });
      expect(bitmap.width).to.equal(0);
    });

    it('a task that allocates too much memory fails with its RangeError, and its worker continues', async () => {
      const executor = pool();
      const worker = await executor.submit(tasks.which).result();
      for (const kind of ['buffer', 'array', 'string', 'memory']) {
        expect(await errorOf(executor.submit(tasks.takeTooMuch, kind)), kind).to.be.instanceOf(RangeError);
      }
      expect(await executor.submit(tasks.which).result()).to.equal(worker);
    });

    it('keeps the details of errors', async () => {
      const executor = pool();
      // biome-ignore lint/suspicious/noExplicitAny: looked at field by field
      const thrown = (kind: string): Promise<any> => errorOf(executor.submit(tasks.throwKind, kind));
      expect(await thrown('domException'))
        .to.be.instanceOf(DOMException)
        .and.include({ name: 'AbortError', message: 'gone' });
      const aggregate = await thrown('aggregate');
      expect(aggregate).to.be.instanceOf(AggregateError);
      expect(aggregate.errors.map((each: Error) => each.constructor)).to.deep.equal([RangeError, TypeError]);
      const cycle = await thrown('cycle');
      expect(cycle.cause.cause).to.equal(cycle);
      expect((await thrown('bigint')).big).to.equal(10n);
      expect(await thrown('uncloneable'))
        .to.include({ kept: 1 })
        .and.not.have.property('port');
      expect(await thrown('function'))
        .to.be.instanceOf(SerializationError)
        .and.include({ part: 'the thrown error' });
    });
  });

  describe('cancels and limits on busy loops', () => {
    it('a busy loop is terminated after its runTimeout, and the pool continues', async () => {
      const executor = pool({ abortGrace: 20 });
      const error = await errorOf(executor.with({ runTimeout: 50 }).submit(tasks.spin, latch()));
      expect(error).to.be.instanceOf(TimeoutError);
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      expect(executor.stats()).to.include({ workers: 1 });
    });

    it('an aborted task sees its signal, and its worker is kept', async () => {
      const here = latch();
      const executor = pool({ abortGrace: 60_000 });
      const worker = await executor.submit(tasks.which).result();
      const [task, running] = crossOriginIsolated
        ? (['aborted', executor.submit(tasks.spinUntilAborted, here)] as const)
        : (['signal', executor.with({ abortGrace: 20 }).submit(tasks.fetchUntilAborted, here)] as const);
      await waitForArrivals(here);
      running.abort();
      expect(await errorOf(running)).to.be.instanceOf(CancelledError);
      const after = await executor.submit(tasks.which).result();
      expect(noteOf(here)).to.equal(1);
      if (task === 'aborted') expect(after).to.equal(worker);
    });

    it('tasks that wait behind a killed one run on another worker, once', async () => {
      const here = latch();
      const counter = latch();
      const executor = pool({ abortGrace: 20 });
      for (let i = 0; i < 20; i++) await executor.submit(tasks.count, counter).result();
      const spinning = executor.submit(tasks.block, here);
      await waitForArrivals(here);
      const behind = Array.from({ length: 50 }, () => executor.submit(tasks.count, counter));
      await new Promise((resolve) => setTimeout(resolve, 1));
      spinning.abort();
      expect(await errorOf(spinning)).to.be.instanceOf(CancelledError);
      await Promise.all(behind.map((each) => each.result()));
      expect(arrivals(counter)).to.equal(70);
    });
  });

  describe('shutdown and replacement', () => {
    it('ends in every state of the pool, and leaves no worker', async () => {
      const states: Record<string, (executor: WebWorkerPoolExecutor) => Promise<void> | void> = {
        unused: () => undefined,
        starting: (executor) => void executor.submit(tasks.add, 1, 1),
        idle: async (executor) => void (await executor.submit(tasks.add, 1, 1).result()),
        'mid-replacement': async (executor) => {
          const here = latch();
          executor.submit(tasks.closeLater, here);
          await waitForArrivals(here);
        },
      };
      for (const reach of Object.values(states)) {
        const executor = pool({ maxWorkers: 2 });
        await reach(executor);
        await executor.shutdown();
        const { submitted, finished, failed, cancelled, workers: left } = executor.stats();
        expect([finished + failed + cancelled, left]).to.deep.equal([submitted, 0]);
      }
    });

    it('replaces a worker after maxTasksPerChild tasks, and stops idle ones', async () => {
      const executor = pool({ maxTasksPerChild: 2, idleTimeout: 20 });
      const retired: unknown[] = [];
      const gone = new Promise<void>((resolve) =>
        executor.events.subscribe((event) => {
          if (event.type === 'workerRetired' && retired.push(event) === 2) resolve();
        }),
      );
      const seen = [];
      for (let i = 0; i < 3; i++) seen.push(await executor.submit(tasks.which).result());
      expect(new Set(seen).size).to.equal(2);
      await gone;
      expect(executor.stats().workers).to.equal(0);
    });
  });

  describe('foreign messages, timers, progress', () => {
    it("messages of the user's code on the worker's channel are ignored here, and reach the user's listeners", async () => {
      const executor = pool();
      const received: unknown[] = [];
      await executor.submit(tasks.add, 1, 1).result();
      workers[0]?.addEventListener('message', ({ data }) => received.push(data));
      expect(await executor.submit(tasks.talkOnOwnChannel).result()).to.equal('mine');
      await until(
        () => received.length >= 3,
        () => `three messages came, and not only ${received.length}`,
      );
      expect(received).to.have.length(3);
      workers[0]?.postMessage({ kind: 'close' });
      workers[0]?.postMessage(null);
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it("the user's listeners on the worker's channel receive the user's messages, and of this library's only the hello", async () => {
      const received: unknown[] = [];
      const worker = (): Worker => {
        const worker = new Worker(new URL('../workers/webFaults.js', import.meta.url), { type: 'module' });
        worker.onmessage = ({ data }) => received.push(data);
        workers.push(worker);
        return worker;
      };
      const executor = pool({ worker });
      await executor.submit(tasks.listenOnOwnChannel).result();
      workers[0]?.postMessage('yours');
      await Promise.all([1, 2, 3].map((i) => executor.submit(tasks.echo, i).result()));
      expect(await executor.submit(tasks.receivedOnOwnChannel).result()).to.deep.equal(['yours', 'yours']);
      expect(received.splice(0)).to.have.length(1);
      await executor.submit(tasks.talkOnOwnChannel).result();
      await until(
        () => received.length >= 3,
        () => `three messages came, and not only ${received.length}`,
      );
      expect(received).to.have.length(3);
    });

    it('timers run in an idle worker, and in one that is called again and again', async () => {
      const executor = pool();
      const ticks = (): Promise<number> => executor.submit(tasks.tickingTimer).result();
      const first = await ticks();
      await until(async () => {
        await lastValueFrom(timer(60)); // idle for a while
        return (await ticks()) > first + 2;
      }, 'the timer ticks in an idle worker');
      const second = await ticks();
      await until(async () => {
        for (let n = 0; n < 500; n++) await executor.submit(tasks.echo, 1).result();
        return (await ticks()) > second + 5;
      }, 'the timer ticks in a worker that is called again and again');
    });

    it('progress reported before the worker closes is delivered', async () => {
      const told: unknown[] = [];
      const doomed = pool().submit(tasks.progressThenClose);
      doomed.progress.subscribe((value) => told.push(value));
      expect(await errorOf(doomed)).to.be.instanceOf(BrokenThreadPool);
      expect(told).to.deep.equal(['a', 'b', 'c']);
    });

    it('the page stays responsive while thousands of results arrive', async () => {
      const executor = pool();
      await executor.submit(tasks.echo, 0).result();
      const { port1, port2 } = new MessageChannel();
      let [most, inThisTurn] = [0, 0];
      port1.onmessage = () => {
        inThisTurn = 0;
        port2.postMessage(0);
      };
      const futures = Array.from({ length: 10_000 }, (_, i) => executor.submit(tasks.echo, i));
      for (const future of futures) {
        future.subscribe(() => {
          const until = performance.now() + 0.05;
          while (performance.now() < until);
          most = Math.max(most, ++inThisTurn);
        });
      }
      port2.postMessage(0);
      await Promise.all(futures.map((each) => each.result()));
      port1.close();
      expect(most).to.be.within(1, 500);
    });
  });

  describe('options', () => {
    it('are checked by the constructor', () => {
      expect(() => new WebWorkerPoolExecutor({ worker: 'x.js' as never })).to.throw(TypeError, 'worker must be');
      expect(() => pool({ startTimeout: '1' as never })).to.throw(TypeError, 'startTimeout');
      expect(() => pool({ startTimeout: -1 })).to.throw(RangeError, 'startTimeout');
      expect(() => pool({ maxWorkers: 0 })).to.throw(RangeError, 'maxWorkers');
      const inherited = Object.assign(Object.create({ maxWorkers: 'inherited' }), { worker: () => undefined });
      expect(() => new WebWorkerPoolExecutor(inherited)).not.to.throw();
    });

    it('without a worker are refused by an error that says what to write', () => {
      for (const options of [undefined, {}, { worker: undefined }, { maxWorkers: 2 }]) {
        expect(() => new WebWorkerPoolExecutor(options as never))
          .to.throw(TypeError, 'worker is required: write () => new Worker(new URL(')
          .with.property('message')
          .that.contains('inlineWorker of rx-futures/web/inline');
      }
    });
  });
});
