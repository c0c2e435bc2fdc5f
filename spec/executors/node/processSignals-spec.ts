import { expect } from 'chai';
import { BrokenProcessPool } from '../../../src/errors/BrokenProcessPool.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { ProcessPoolExecutor, type ProcessPoolOptions } from '../../../src/executors/process/ProcessPoolExecutor.js';
import { ThreadPoolExecutor } from '../../../src/executors/thread/ThreadPoolExecutor.js';
import { arrivals, makeFileLatch, noteOf, releaseLatch, waitForArrivals } from '../../support/latch.js';
import { longEnough } from '../../support/longEnough.js';
import { GroupProgram, lives } from '../../support/processes.js';
import { silenceStderr } from '../../support/silence.js';
import { until } from '../../support/until.js';

const faults = taskModule<typeof import('../../fixtures/faults.js')>(
  new URL('../../fixtures/faults.js', import.meta.url),
);
const orphans = taskModule<typeof import('../../fixtures/orphans.js')>(
  new URL('../../fixtures/orphans.js', import.meta.url),
);

const program = (body: string): string =>
  `import { closeSync, openSync } from 'node:fs';
   import { ChildProcess } from 'node:child_process';
   import { ProcessPoolExecutor, ThreadPoolExecutor } from 'LIBRARY/node';
   import { taskModule } from 'LIBRARY/index';
   const tasks = taskModule('FIXTUREStasks.js'); const faults = taskModule('FIXTURESfaults.js');
   const orphans = taskModule('FIXTURESorphans.js');
   ${body}`;

describe('signals of processes', () => {
  const made: (ProcessPoolExecutor | ThreadPoolExecutor)[] = [];
  const started: GroupProgram[] = [];
  const pool = (options: ProcessPoolOptions = {}): ProcessPoolExecutor => {
    const executor = new ProcessPoolExecutor({ maxWorkers: 1, ...options });
    made.push(executor);
    return executor;
  };
  const run = (...args: ConstructorParameters<typeof GroupProgram>): GroupProgram => {
    const each = new GroupProgram(...args);
    started.push(each);
    return each;
  };
  silenceStderr();
  afterEach(async () => {
    for (const each of started) each.signal('SIGKILL');
    await Promise.all(started.splice(0).map((each) => each.ended));
    await Promise.all(made.splice(0).map((executor) => executor.shutdown({ cancelFutures: true, timeout: 1000 })));
  });

  describe('a child that has not started is not signalled', () => {
    it('a program without file descriptors survives a pool whose start fails, however the pool is ended', async () => {
      const starved = run(
        program(`const hoard = [];
                 const starve = () => { try { for (;;) hoard.push(openSync('/dev/null')); } catch {} };
                 const ends = {
                   start: () => {},
                   killWorkers: (pool) => pool.killWorkers(),
                   terminateWorkers: (pool) => pool.terminateWorkers(),
                   shutdown: (pool) => void pool.shutdown({ timeout: 0 }),
                   abort: (pool, future) => future.abort(),
                   initTimeout: () => new Promise((resolve) => setTimeout(resolve, 50)),
                 };
                 for (const [name, end] of Object.entries(ends)) {
                   starve();
                   const pool = new ProcessPoolExecutor({ maxWorkers: 2, abortGrace: 0, initTimeout: 20 });
                   const future = pool.submit(tasks.add, 1, 2);
                   await undefined;
                   await end(pool, future);
                   const error = await future.result().catch((thrown) => thrown);
                   pool.killWorkers();
                   for (const each of hoard.splice(0)) closeSync(each);
                   console.log(name, error.constructor.name, error.cause?.code);
                 }
                 starve();
                 new ProcessPoolExecutor({ minWorkers: 2, maxWorkers: 2 }).submit(tasks.add, 1, 2);
                 process.exit();`),
        { before: 'ulimit -n 128' },
      );
      expect(await starved.ended, starved.stderr).to.deep.equal({ code: 0, signal: null });
      expect(starved.stdout).to.match(/^start BrokenProcessPool EMFILE\n/);
      expect(starved.stdout.split('\n')).to.have.length(7);
    });
  });

  describe('the host decides', () => {
    it("a signal to the process group, or to each process, ends only what the host's handler ends", async () => {
      const latch = makeFileLatch();
      const graceful = run(
        program(`const pool = new ProcessPoolExecutor({ maxWorkers: 1 });
                 for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
                   process.on(signal, async () => {
                     console.log(signal);
                     await pool.shutdown({ timeout: 600000 });
                     console.log('left');
                   });
                 }
                 console.log('child', (await pool.submit(faults.whichWorker).result()).split(' ')[0]);
                 pool.submit(tasks.hold, ${JSON.stringify(latch)}).subscribe(() => console.log('held'));`),
      );
      const child = Number(await graceful.says('child'));
      await waitForArrivals(latch);
      for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
        graceful.signal(signal);
        await graceful.says(signal);
        process.kill(child, signal);
        expect(lives(child)).to.equal(true);
      }
      releaseLatch(latch);
      expect(await graceful.ended, graceful.stderr).to.deep.equal({ code: 0, signal: null });
      expect(graceful.stdout).to.contain('held\nleft\nleft\nleft\n');
    });

    it('a signal to a child that is starting ends it, and the next one serves', async () => {
      const impatient = run(
        program(`const { spawn } = ChildProcess.prototype;
                 let next;
                 ChildProcess.prototype.spawn = function (...args) {
                   const result = spawn.apply(this, args);
                   if (next !== undefined) process.kill(this.pid, next);
                   next = undefined;
                   return result;
                 };
                 for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
                   next = signal;
                   const pool = new ProcessPoolExecutor({ maxWorkers: 1 });
                   console.log(await pool.submit(tasks.add, 1, 2).result(), next);
                   await pool.shutdown();
                 }`),
      );
      expect(await impatient.ended, impatient.stderr).to.deep.equal({ code: 0, signal: null });
      expect(impatient.stdout).to.equal('3 undefined\n'.repeat(3));
    });

    it("a task's listener for SIGTERM is called once by terminateWorkers, and can end the child itself", async () => {
      const latch = makeFileLatch();
      const executor = pool();
      const future = executor.submit(orphans.leaveOnSigterm, latch, 5);
      await waitForArrivals(latch);
      executor.terminateWorkers();
      expect(await future.exception())
        .to.be.instanceOf(BrokenProcessPool)
        .and.include({ exitCode: 5, signal: null });
      expect(noteOf(latch)).to.equal(1);
    });

    it('terminateWorkers ends a child in a busy loop, and one that ignores SIGTERM', async () => {
      for (const stubborn of [faults.spin, orphans.staySpiteOfSigterm]) {
        const latch = makeFileLatch();
        const executor = pool();
        const future = executor.submit(stubborn, latch);
        await waitForArrivals(latch);
        executor.terminateWorkers();
        expect(await future.exception())
          .to.be.instanceOf(BrokenProcessPool)
          .and.include({ signal: 'SIGKILL' });
      }
    });

    it('a child that prints to a closed pipe (`app | head`) continues, as its host does', async () => {
      const piped = run(
        program(`process.stdout.on('error', () => {});
                 const closed = new Promise((resolve) => process.once('SIGUSR2', resolve));
                 const pool = new ProcessPoolExecutor({ maxWorkers: 1 });
                 await pool.submit(() => console.log('first')).result();
                 const awake = setInterval(() => {}, 1000);
                 await closed;
                 clearInterval(awake);
                 const printed = await pool.submit(async () => {
                   for (let i = 0; i < 100; i++) {
                     console.log('more');
                     process.stdout.write('and more\\n');
                     await new Promise((resolve) => setImmediate(resolve));
                   }
                   return 'survived';
                 }).exception();
                 process.exitCode = printed === null ? 0 : 3;
                 await pool.shutdown();`),
      );
      await piped.says('first');
      piped.stopReading();
      piped.signal('SIGUSR2');
      expect(await piped.ended, piped.stderr).to.deep.equal({ code: 0, signal: null });
    });
  });

  it('a closed reader of its standard output does not end a child, other errors of it do', async () => {
    const executor = pool();
    const fail = (code: string, terminal: boolean): Promise<string> => {
      Object.defineProperty(process.stdout, 'isTTY', { value: terminal, configurable: true });
      process.stdout.emit('error', Object.assign(new Error(`write ${code}`), { code }));
      return Promise.resolve('survived');
    };
    expect(await executor.submit(fail, 'EPIPE', false).result()).to.equal('survived');
    expect(await executor.submit(fail, 'EIO', true).result()).to.equal('survived');
    const uncaught = (code: string): Promise<never> => {
      setImmediate(() => process.stdout.emit('error', Object.assign(new Error(`write ${code}`), { code })));
      return new Promise(() => {});
    };
    await executor.submit(fail, 'EPIPE', false).result();
    expect(await executor.submit(uncaught, 'EIO').exception())
      .to.be.instanceOf(BrokenProcessPool)
      .with.nested.property('cause.message', 'write EIO');
  });

  describe('a program started by a task', () => {
    const ends: Record<string, (executor: ProcessPoolExecutor) => unknown> = {
      'shutdown in peace': (executor) => executor.shutdown(),
      'shutdown({ timeout })': (executor) => {
        executor.submit(faults.busy, 600_000);
        return executor.shutdown({ timeout: 10 });
      },
      runTimeout: (executor) =>
        longEnough(10, async (runTimeout) => {
          const latch = makeFileLatch();
          await executor.with({ runTimeout }).submit(faults.spin, latch).exception();
          return arrivals(latch) > 0; // a task that is aborted before its call does not cost its worker
        }),
      killWorkers: (executor) => executor.killWorkers(),
      terminateWorkers: (executor) => executor.terminateWorkers(),
      'process.exit() in a task': (executor) => executor.submit(faults.exit, 1).exception(),
      'a crash of the child': (executor) => executor.submit(faults.signalItself, 'SIGSEGV').exception(),
      idleTimeout: () => undefined,
    };
    for (const [how, end] of Object.entries(ends)) {
      it(`ends with its worker: ${how}`, async () => {
        const executor = pool({ abortGrace: 10, ...(how === 'idleTimeout' && { idleTimeout: 50 }) });
        const pid = await executor.submit(orphans.startProgram).result();
        await end(executor);
        await until(() => !lives(pid), 'the program that the task has started is gone');
      });
    }

    it('in a separate process group is not ended', async () => {
      const executor = pool();
      const pid = await executor.submit(orphans.startDetached).result();
      try {
        executor.killWorkers();
        await executor.shutdown();
        expect(lives(pid)).to.equal(true);
      } finally {
        process.kill(pid, 'SIGKILL');
      }
    });

    const hostEnds = {
      'ends by itself': '',
      'calls process.exit()': 'process.exit();',
      'calls process.exit() while the child computes':
        'pool.submit(faults.busy, 600000); setTimeout(() => process.exit(), 50);',
      'is killed': "process.kill(process.pid, 'SIGKILL');",
      'is killed while the child computes':
        "pool.submit(faults.busy, 600000); setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50);",
      'is ended by SIGTERM': "process.kill(process.pid, 'SIGTERM');",
    };
    for (const [how, end] of Object.entries(hostEnds)) {
      it(`ends with the host that ${how}`, async () => {
        const host = run(
          program(`const pool = new ProcessPoolExecutor({ maxWorkers: 1 });
                   console.log('program', await pool.submit(orphans.startProgram).result());
                   ${end}`),
        );
        const pid = Number(await host.says('program'));
        await until(() => !lives(pid), 'the program that the task has started is gone');
      });
    }

    for (const [where, make] of [
      ['thread', () => new ThreadPoolExecutor({ maxWorkers: 1, abortGrace: 10 })],
      ['child process', () => pool({ abortGrace: 10, onWorkerLost: 'replace' })],
    ] as const) {
      for (const [what, nested] of [
        ['computes', orphans.nestBusyChild],
        ['waits', orphans.nestWaitingChild],
      ] as const) {
        it(`ends with its ${where}: a child of a process pool there that ${what}`, async () => {
          const latch = makeFileLatch();
          const executor = make();
          made.push(executor);
          const future = executor.submit(nested, latch);
          await waitForArrivals(latch);
          const child = noteOf(latch);
          expect(lives(child)).to.equal(true);
          future.abort();
          await until(() => !lives(child), 'the nested child is gone');
        });
      }
    }
  });
});
