import { expect } from 'chai';
import type { BrokenExecutor } from '../../../src/errors/BrokenExecutor.js';
import { BrokenProcessPool } from '../../../src/errors/BrokenProcessPool.js';
import { BrokenThreadPool } from '../../../src/errors/BrokenThreadPool.js';
import type { ExecutorEvent } from '../../../src/events/ExecutorEvent.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { ProcessPoolExecutor } from '../../../src/executors/process/ProcessPoolExecutor.js';
import { ThreadPoolExecutor } from '../../../src/executors/thread/ThreadPoolExecutor.js';
import { silenceStderr } from '../../support/silence.js';

const hooks = taskModule<typeof import('../../fixtures/hooks.js')>(new URL('../../fixtures/hooks.js', import.meta.url));

for (const [Executor, Broken] of [
  [ThreadPoolExecutor, BrokenThreadPool],
  [ProcessPoolExecutor, BrokenProcessPool],
] as const) {
  describe(`hooks for uncaught errors in the workers of a ${Executor.name}`, () => {
    silenceStderr();
    const made: (ThreadPoolExecutor | ProcessPoolExecutor)[] = [];
    const pool = (options: object = {}): ThreadPoolExecutor | ProcessPoolExecutor => {
      const executor = new Executor({ maxWorkers: 1, ...options });
      made.push(executor);
      return executor;
    };
    afterEach(async () => {
      await Promise.all(made.splice(0).map((executor) => executor.shutdown({ cancelFutures: true, timeout: 1000 })));
    });

    for (const [hook, kind] of [
      ['uncaughtException', 'error'],
      ['uncaughtException', 'rejection'],
      ['uncaughtException, once', 'error'],
      ['unhandledRejection', 'rejection'],
      ['a capture callback', 'error'],
      ['a capture callback', 'rejection'],
    ] as const) {
      it(`the user's ${hook} receives the ${kind}, and the worker continues, as in any Node program`, async () => {
        const executor = pool();
        const events: ExecutorEvent[] = [];
        executor.events.subscribe((event) => events.push(event));
        await executor.submit(hooks.install, hook).result();
        expect(await executor.submit(hooks.leave, kind, 'mine').result()).to.deep.equal([`${hook}: mine`]);
        expect(await executor.submit(hooks.receivedErrors).result()).to.deep.equal([`${hook}: mine`]);
        expect(executor.stats()).to.include({ workers: 1, failed: 0 });
        expect(events.map(({ type }) => type))
          .not.to.include('workerLost')
          .and.not.to.include('uncaughtError');
      });
    }

    it('a listener added by once receives only the first error', async () => {
      const executor = pool();
      await executor.submit(hooks.install, 'uncaughtException, once').result();
      await executor.submit(hooks.leave, 'error', 'first').result();
      const error = (await executor.submit(leaveAndWait).exception()) as BrokenExecutor;
      expect(error).to.be.instanceOf(Broken).with.nested.property('cause.message', 'second');
    });

    it('a monitor receives the error, and the worker is lost with the error as the cause', async () => {
      const executor = pool();
      await executor.submit(hooks.install, 'uncaughtExceptionMonitor').result();
      const error = (await executor.submit(leaveAndWait).exception()) as BrokenExecutor;
      expect(error).to.be.instanceOf(Broken).with.nested.property('cause.message', 'second');
    });

    it('a hook that exits ends the worker with its exit code', async () => {
      const executor = pool();
      await executor.submit(hooks.install, 'an exit').result();
      const error = (await executor.submit(leaveAndWait).exception()) as BrokenExecutor;
      expect(error).to.be.instanceOf(Broken).with.property('exitCode', 7);
    });

    for (const mode of ['warn', 'none', 'strict']) {
      it(`--unhandled-rejections=${mode} has the same effect as in Node`, async () => {
        const executor = pool({ execArgv: [`--unhandled-rejections=${mode}`] });
        const later = executor.submit(() => {
          void Promise.reject(new RangeError('rejected'));
          return new Promise((resolve) => void setTimeout(resolve, 50, 'later'));
        });
        const error = await later.exception();
        if (mode === 'strict') expect(error).to.be.instanceOf(Broken).with.nested.property('cause.message', 'rejected');
        else expect([error, await later.result()]).to.deep.equal([null, 'later']);
      });
    }
  });
}

/** Inline: causes an uncaught error, and never ends by itself. */
function leaveAndWait(): Promise<never> {
  setImmediate(() => {
    throw new RangeError('second');
  });
  return new Promise(() => {});
}
