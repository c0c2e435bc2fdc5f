import { expect } from 'chai';
import { lastValueFrom, map, type Observable, of, toArray } from 'rxjs';
import { BrokenExecutor } from '../../../src/errors/BrokenExecutor.js';
import { CancelledError } from '../../../src/errors/CancelledError.js';
import { SerializationError } from '../../../src/errors/SerializationError.js';
import { TimeoutError } from '../../../src/errors/TimeoutError.js';
import type { BaseExecutor } from '../../../src/executor/BaseExecutor.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { ProcessPoolExecutor } from '../../../src/executors/process/ProcessPoolExecutor.js';
import { ThreadPoolExecutor } from '../../../src/executors/thread/ThreadPoolExecutor.js';
import { SettableFuture } from '../../../src/future/SettableFuture.js';
import { mapOn } from '../../../src/operators/mapOn.js';
import { through } from '../../../src/operators/through.js';
import { hookKinds, putHook } from '../../fixtures/errorHooks.js';
import { chain, oddError } from '../../fixtures/oddErrors.js';
import { makeFileLatch, waitForArrivals } from '../../support/latch.js';
import { runProgram } from '../../support/program.js';
import { thorough } from '../../support/thorough.js';

const hooks = taskModule<typeof import('../../fixtures/errorHooks.js')>(
  new URL('../../fixtures/errorHooks.js', import.meta.url),
);
const tasks = taskModule<typeof import('../../fixtures/tasks.js')>(new URL('../../fixtures/tasks.js', import.meta.url));
const operators = taskModule<typeof import('../../fixtures/operators.js')>(
  new URL('../../fixtures/operators.js', import.meta.url),
);
const pools = {
  ThreadPoolExecutor: (options = {}): BaseExecutor => new ThreadPoolExecutor({ maxWorkers: 1, ...options }),
  ProcessPoolExecutor: (options = {}): BaseExecutor =>
    new ProcessPoolExecutor({ maxWorkers: 1, onWorkerLost: 'replace', ...options }),
};

const errorOf = (outcome: Promise<unknown>): Promise<Error> =>
  outcome.then(
    () => expect.fail('it succeeded'),
    (error: Error) => error,
  );
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

for (const [name, make] of Object.entries(pools)) {
  describe(`the user's error hooks under ${name}`, () => {
    // each kind ends a worker twice; in the daily run every third kind stands for all
    const kinds = hookKinds.filter((_, i) => thorough || i % 3 === 0);
    let pool: BaseExecutor;
    let plain: BaseExecutor;
    before(() => {
      pool = make();
      plain = make({ submitStacks: false });
    });
    after(() => Promise.all([pool.shutdown({ timeout: 1000 }), plain.shutdown({ timeout: 1000 })]));

    for (const kind of kinds) {
      it(`do not disturb the worker: ${kind}`, async () => {
        const error = await errorOf(pool.submit(hooks.failWithHook, kind).result());
        expect(error).to.be.instanceOf(RangeError).and.include({ message: 'with a hook' });
        expect(error.cause).to.be.instanceOf(TypeError).and.include({ message: 'its cause' });
        expect(error.stack)
          .to.match(/^RangeError: with a hook/)
          .and.contain('errorHooks-spec');
        if (/call sites|own|captureStackTrace/.test(kind)) expect(error.stack).to.contain('failWithHook');
        expect(await pool.submit(tasks.add, 1, 2).result()).to.equal(3);
        const stray = await errorOf(pool.submit(hooks.strayWithHook, kind).result()); // and the worker with its hook is gone
        expect(stray).to.be.instanceOf(BrokenExecutor);
        expect(stray.cause).to.be.instanceOf(RangeError).and.include({ message: 'stray' });
      });

      it(`do not disturb the host: ${kind}; timeouts and lost workers work as usual`, async () => {
        const takeAway = putHook(kind);
        let failed: Error;
        let late: Error;
        let lost: Error;
        try {
          failed = await errorOf(pool.submit(tasks.fail, 'no').result());
          late = await errorOf(new SettableFuture().result(1));
          lost = await errorOf(pool.submit(hooks.exitSoon).result());
        } finally {
          takeAway();
        }
        expect(failed).to.be.instanceOf(RangeError).and.include({ message: 'no', code: 'E_FAIL' });
        expect(failed.stack)
          .to.match(/^RangeError: no\n/)
          .and.contain('fixtures/tasks');
        expect(late).to.be.instanceOf(TimeoutError).and.include({ message: 'the future was not done after 1 ms' });
        expect(lost).to.be.instanceOf(BrokenExecutor).and.include({ exitCode: 3 });
        if (/call sites|own|captureStackTrace/.test(kind)) expect(failed.stack).to.contain('errorHooks-spec');
        expect(await pool.submit(tasks.add, 1, 2).result()).to.equal(3);
      });
    }

    it("are called for the user's errors", async () => {
      const error = await errorOf(pool.submit(hooks.failCounted).result());
      expect(error.stack).to.contain('at counted');
      expect(await pool.submit(hooks.callsOfHook).result()).to.be.greaterThan(0);
      await errorOf(pool.submit(hooks.exitSoon).result());
    });

    for (const kind of ['aFunction', 'aSymbol', 'aRevokedProxy', 'aDeepList'] as const) {
      it(`name an uncaught error that cannot be cloned in the error of the lost worker: ${kind}`, async () => {
        const { cause } = await errorOf(pool.submit(hooks.strayOdd, kind).result());
        expect(cause).to.be.instanceOf(SerializationError).and.include({ part: 'the thrown error' });
        expect(await pool.submit(tasks.add, 1, 2).result()).to.equal(3);
      });
    }

    it('let an uncaught error of any depth, or undefined, end only the worker', async () => {
      const deep = await errorOf(pool.submit(hooks.strayOdd, 'causes').result());
      expect(deep.cause).to.be.instanceOf(Error).and.include({ message: 'above' });
      const none = await errorOf(pool.submit(hooks.strayOdd, 'undefined').result());
      expect(none).to.be.instanceOf(BrokenExecutor).and.have.own.property('cause', undefined);
      expect(none.message).to.contain('was ended by an uncaught error');
      expect(await pool.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it('let an uncaught error larger than a pipe arrive complete while the host is busy', async () => {
      expect(await pool.submit(tasks.add, 1, 2).result()).to.equal(3);
      const future = pool.submit(hooks.strayOdd, 'causes');
      await turn();
      await turn();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000); // the host reads nothing meanwhile
      const error = await errorOf(future.result());
      expect(error.cause).to.be.instanceOf(Error).and.include({ message: 'above' });
      expect(await pool.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it('let an abort with a reason that cannot be cloned, or is too deep, stop only its task', async () => {
      for (const reason of [() => 1, Symbol('why'), chain(10_000), oddError('aRevokedProxy')]) {
        const latch = makeFileLatch();
        const future = pool.submit(tasks.untilAborted, latch);
        await waitForArrivals(latch);
        future.abort(reason);
        const error = await errorOf(future.result());
        expect(error).to.be.instanceOf(CancelledError);
        expect(error.cause === reason).to.equal(true);
        expect(await pool.submit(tasks.add, 1, 2).result()).to.equal(3);
      }
    });

    it("let an initializer's error that cannot be cloned break the pool, and name it", async () => {
      const executor = make({ initializer: tasks.throwOdd, initArgs: ['aFunction'] });
      const error = await errorOf(executor.submit(tasks.add, 1, 2).result());
      expect(error).to.be.instanceOf(BrokenExecutor);
      expect(error.cause).to.be.instanceOf(SerializationError).and.include({ part: 'the thrown error' });
      await executor.shutdown();
    });

    describe('the place where a task was submitted', () => {
      /** Each form in a separate function, whose name must appear in the stack. */
      const forms = {
        async bySubmit(executor: BaseExecutor) {
          await executor.submit(tasks.fail, 'no').result();
        },
        async bySubmitOfView(executor: BaseExecutor) {
          await executor.with({ label: 'view' }).submit(tasks.fail, 'no').result();
        },
        async byTask(executor: BaseExecutor) {
          await lastValueFrom(executor.task(tasks.fail, 'no').pipe(map((value) => value)));
        },
        async byMap(executor: BaseExecutor) {
          await lastValueFrom(executor.map(tasks.fail, ['no']).pipe(map((value) => value)));
        },
        async byMapSettled(executor: BaseExecutor) {
          const [outcome] = await lastValueFrom(executor.mapSettled(tasks.fail, ['no']).pipe(toArray()));
          if (outcome?.status === 'rejected') throw outcome.reason;
        },
        async byMapOn(executor: BaseExecutor) {
          await lastValueFrom(of('no').pipe(mapOn(executor, tasks.fail)));
        },
        async byStream(executor: BaseExecutor) {
          await lastValueFrom(executor.stream(tasks.streamThenOdd, 'aFunction').pipe(map((value) => value)));
        },
        async byThrough(executor: BaseExecutor) {
          const failing = of(1).pipe(
            map(() => {
              throw new RangeError('no');
            }),
          );
          await lastValueFrom(failing.pipe(through(executor, operators.same)) as Observable<unknown>);
        },
        async byBroadcast(executor: BaseExecutor) {
          await executor.broadcast(tasks.fail, 'no')[0]?.result();
        },
      };

      for (const [form, run] of Object.entries(forms)) {
        it(`is shown for ${form.slice(2).toLowerCase()}, as the first frame`, async () => {
          await turn();
          const [, here = ''] = ((await errorOf(run(pool))).stack ?? '').split('--- submitted from ---\n');
          expect(here.split('\n')[0]).to.contain(form);
          expect(here).to.not.match(/\/src\/(executor|operators)\//);
        });

        it(`is not shown for ${form.slice(2).toLowerCase()} without submitStacks`, async () => {
          await turn();
          expect((await errorOf(run(plain))).stack).to.not.contain('submitted from');
        });
      }

      it('is where a cold task was created, not where it is subscribed to', async () => {
        await turn();
        const cold = (function whereItIsMade() {
          return pool.task(tasks.fail, 'no');
        })();
        await turn();
        expect((await errorOf(lastValueFrom(cold))).stack).to.contain('whereItIsMade');
      });
    });
  });
}

describe('a program with frozen globals', () => {
  const program = `
    import { ThreadPoolExecutor } from 'LIBRARY/node';
    if (process.execArgv.length === 0) for (const each of [Error, RangeError, TypeError]) Object.freeze(each), Object.freeze(each.prototype);
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const text = (error) => error.name + ' ' + error.message;
    console.log(await pool.submit(() => { throw new RangeError('no') }).result().catch(text));
    console.log(await pool.submit(() => { throw () => 1 }).result().catch((error) => error.part));
    console.log(await pool.submit(() => new Promise((done) => setTimeout(done, 500))).result(5).catch(text));
    console.log(await pool.with({ runTimeout: 5 }).submit(() => new Promise(() => {})).result().catch(text));
    await pool.shutdown({ timeout: 1000 });
  `;
  const expected = [
    'RangeError no',
    'the thrown error',
    'TimeoutError the future was not done after 5 ms',
    'TimeoutError runTimeout of 5 ms passed',
    '',
  ].join('\n');

  it('has the same errors and time limits as any other', async () => {
    const { stdout, code } = await runProgram(program);
    expect([stdout, code]).to.deep.equal([expected, 0]);
  });

  it('works also with --frozen-intrinsics', async () => {
    const { stdout, code } = await runProgram(program, { args: ['--frozen-intrinsics'] });
    expect([stdout, code]).to.deep.equal([expected, 0]);
  });
});
