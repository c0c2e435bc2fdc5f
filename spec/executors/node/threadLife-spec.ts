import { spawnSync } from 'node:child_process';
import { SHARE_ENV } from 'node:worker_threads';
import { expect } from 'chai';
import { taskModule } from '../../../src/executor/taskModule.js';
import { ProcessPoolExecutor } from '../../../src/executors/process/ProcessPoolExecutor.js';
import { ThreadPoolExecutor, type ThreadPoolOptions } from '../../../src/executors/thread/ThreadPoolExecutor.js';
import { collectGarbage } from '../../support/collectGarbage.js';
import { runProgram } from '../../support/program.js';
import { thorough } from '../../support/thorough.js';

const tasks = taskModule<typeof import('../../fixtures/tasks.js')>(new URL('../../fixtures/tasks.js', import.meta.url));

describe('the life of thread pools', () => {
  describe('when the process ends', () => {
    const program = (body: string): string =>
      `import { ThreadPoolExecutor } from 'LIBRARY/node';
       import { taskModule } from 'LIBRARY/index';
       const tasks = taskModule('FIXTUREStasks.js'); const faults = taskModule('FIXTURESfaults.js');
       const pool = new ThreadPoolExecutor({ maxWorkers: 2 });
       ${body}`;

    it('an idle pool does not keep it alive, even without shutdown', async () => {
      const ended = await runProgram(program(`console.log(await pool.submit(tasks.add, 1, 2).result());`));
      expect(ended).to.include({ code: 0, stdout: '3\n', stderr: '' });
    });

    it('a program given with node -e has workers, too', () => {
      const { pathname } = new URL('../../../src/entryPoints/node.js', import.meta.url);
      const text = `import { ProcessPoolExecutor, ThreadPoolExecutor } from '${pathname}';
        for (const Executor of [ThreadPoolExecutor, ProcessPoolExecutor]) {
          const pool = new Executor({ maxWorkers: 1 });
          console.log(await pool.submit((a, b) => a + b, 1, 2).result(), await pool.submit(() => typeof globalThis.gc).result());
          await pool.shutdown();
        }`;
      const flags = ['--expose-gc', '--max-old-space-size=200', '--title=mine', '--stack-trace-limit=5'];
      for (const [args, input] of [
        [['--input-type', 'module', '-e', text], ''],
        [[...flags, '--input-type=module', '-e', text], ''],
        [['--input-type', 'module', '--title', 'mine', '--expose-gc'], text],
      ] as const) {
        const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', input });
        const seen = args.includes('--expose-gc') ? 'function' : 'undefined';
        expect([stdout, stderr]).to.deep.equal([`3 ${seen}\n3 ${seen}\n`, '']);
      }
    });

    it('a pending Future keeps it alive until it is done', async () => {
      const ended = await runProgram(program(`pool.submit(faults.busy, 300).subscribe(() => console.log('done'));`));
      expect(ended).to.include({ code: 0, stdout: 'done\n', stderr: '' });
    });

    it('process.exit() during a task leaves nothing behind', async () => {
      const ended = await runProgram(
        program(
          `const busy = pool.submit(faults.busy, 600_000); setInterval(() => busy.running() && process.exit(7), 5);`,
        ),
      );
      expect(ended).to.include({ code: 7, stderr: '' });
    });

    it('all lines printed by a thread appear, whether the program ends by itself or by shutdown', async () => {
      const print = `const print = async (n) => {
        for (let i = 0; i < n; i++) {
          console.log('line', i);
          console.error('line', i);
        }
      };
      await Promise.all([1, 2].map(() => pool.submit(print, 50).result()));`;
      for (const end of ['', 'await pool.shutdown();', 'await pool.submit(print, 1).result();']) {
        const { code, stdout, stderr } = await runProgram(program(print + end));
        const lines = end.includes('submit') ? 101 : 100;
        expect([code, stdout.split('\n').length - 1, stderr.split('\n').length - 1], end).to.deep.equal([
          0,
          lines,
          lines,
        ]);
      }
    });

    it('a thread whose task was aborted does not delay the end of the program', async () => {
      const ended = await runProgram(
        program(`const busy = pool.with({ abortGrace: 600_000 }).submit(faults.busy, 600_000);
                 const started = setInterval(() => {
                   if (!busy.running()) return;
                   clearInterval(started);
                   busy.subscribe({ error: () => console.log('aborted') });
                   busy.abort();
                 }, 5);`),
      );
      expect(ended).to.include({ code: 0, stdout: 'aborted\n', stderr: '' });
    });

    it('errors without an observer are not reported', async () => {
      const ended = await runProgram(
        program(
          `for (const kind of ['exit', 'throwInTimer', 'rejectUnhandled', 'failToInitialize']) pool.submit(faults[kind], 1);`,
        ),
      );
      expect(ended).to.include({ code: 0, stdout: '', stderr: '' });
    });
  });

  it('leave nothing behind, however many were created and closed', async () => {
    const openAndClose = async (start: boolean): Promise<void> => {
      const executor = new ThreadPoolExecutor({ maxWorkers: 1 });
      if (start) await executor.submit(tasks.add, 1, 2).result();
      await executor.shutdown();
    };
    const heap = (): number => {
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    await openAndClose(true);
    const before = heap();
    for (let i = 0; i < (thorough ? 200 : 50); i++) await openAndClose(i % 10 === 0);
    expect(heap() - before).to.be.lessThan(500_000);
    expect(process.getActiveResourcesInfo()).not.to.include.members(['MessagePort']);
  });

  it("share the program's environment with SHARE_ENV, which process pools reject by name", async () => {
    const executor = new ThreadPoolExecutor({ maxWorkers: 1, env: SHARE_ENV });
    await executor
      .submit(() => {
        process.env['RX_FUTURES_SHARED'] = 'by a thread';
      })
      .result();
    expect(process.env['RX_FUTURES_SHARED']).to.equal('by a thread');
    delete process.env['RX_FUTURES_SHARED'];
    await executor.shutdown();
    expect(() => new ProcessPoolExecutor({ env: SHARE_ENV as never })).to.throw(
      TypeError,
      'env must be an object, got SHARE_ENV',
    );
  });

  it('omit a variable of env that is undefined, as processes do', async () => {
    const options = { maxWorkers: 1, env: { ...process.env, RX_FUTURES_SET: 'yes', RX_FUTURES_UNSET: undefined } };
    for (const Pool of [ThreadPoolExecutor, ProcessPoolExecutor]) {
      const executor = new Pool(options);
      const seen = await executor
        .submit(() => [process.env['RX_FUTURES_SET'], process.env['RX_FUTURES_UNSET']])
        .result();
      expect(seen, Pool.name).to.deep.equal(['yes', undefined]);
      await executor.shutdown();
    }
  });

  it('reject options of the wrong type or out of range by name', () => {
    const wrongTypes = {
      maxWorkers: '2',
      minWorkers: true,
      threadNamePrefix: 5,
      initializer: 'init',
      initArgs: 'args',
      initTimeout: '1',
      maxTasksPerChild: '1',
      idleTimeout: null,
      tasksPerWorker: '1',
      onWorkerLost: 1,
      abortGrace: '1',
      maxQueue: '1',
      submitStacks: 1,
      worker: 1,
      env: 1,
      execArgv: 'x',
      resourceLimits: 1,
    };
    for (const [name, value] of Object.entries(wrongTypes)) {
      expect(() => new ThreadPoolExecutor({ [name]: value }), name).to.throw(TypeError, name);
    }
    const outOfRange = {
      maxWorkers: 0,
      minWorkers: -1,
      maxTasksPerChild: 0,
      tasksPerWorker: 1.5,
      abortGrace: -1,
      onWorkerLost: 'ignore',
    };
    for (const [name, value] of Object.entries(outOfRange)) {
      expect(() => new ThreadPoolExecutor({ [name]: value } as ThreadPoolOptions), name).to.throw(RangeError, name);
    }
    expect(() => new ThreadPoolExecutor(5 as never)).to.throw(TypeError, 'options');
    expect(() => new ThreadPoolExecutor({ maxWorkers: 1, minWorkers: 2 })).to.throw(RangeError, 'minWorkers');
    expect(() => new ThreadPoolExecutor(Object.create({ maxWorkers: 'inherited' }) as object)).not.to.throw();
    expect(() => new ThreadPoolExecutor(JSON.parse('{"__proto__":{"maxWorkers":"x"}}') as object)).to.throw(
      TypeError,
      'unknown option __proto__',
    );
    expect(() => new ThreadPoolExecutor({ worker: './relative.js' })).to.throw(TypeError, 'import.meta.url');
  });
});
