import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { count, firstValueFrom, TimeoutError } from 'rxjs';
import { BrokenProcessPool } from '../../../src/errors/BrokenProcessPool.js';
import { CancelledError } from '../../../src/errors/CancelledError.js';
import { ExecutorShutdownError } from '../../../src/errors/ExecutorShutdownError.js';
import { SerializationError } from '../../../src/errors/SerializationError.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { ProcessPoolExecutor, type ProcessPoolOptions } from '../../../src/executors/process/ProcessPoolExecutor.js';
import type { Future } from '../../../src/future/Future.js';
import { arrivals, makeFileLatch, waitForArrivals } from '../../support/latch.js';
import { lives } from '../../support/processes.js';
import { runProgram } from '../../support/program.js';
import { withUrls } from '../../support/programText.js';
import { silenceStderr } from '../../support/silence.js';
import { thorough } from '../../support/thorough.js';
import { until } from '../../support/until.js';

const tasks = taskModule<typeof import('../../fixtures/tasks.js')>(new URL('../../fixtures/tasks.js', import.meta.url));
const faults = taskModule<typeof import('../../fixtures/faults.js')>(
  new URL('../../fixtures/faults.js', import.meta.url),
);

const errorOf = (future: Future<unknown>): Promise<BrokenProcessPool> =>
  future.exception() as Promise<BrokenProcessPool>;

describe('the life of process pools', () => {
  const made: ProcessPoolExecutor[] = [];
  const pool = (options: ProcessPoolOptions = {}): ProcessPoolExecutor => {
    const executor = new ProcessPoolExecutor({ maxWorkers: 1, ...options });
    made.push(executor);
    return executor;
  };
  afterEach(async () => {
    await Promise.all(made.splice(0).map((executor) => executor.shutdown({ cancelFutures: true, timeout: 1000 })));
  });

  describe('when the process ends', () => {
    const program = (body: string): string =>
      `import { ProcessPoolExecutor } from 'LIBRARY/node';
       import { taskModule } from 'LIBRARY/index';
       const tasks = taskModule('FIXTUREStasks.js'); const faults = taskModule('FIXTURESfaults.js');
       const pool = new ProcessPoolExecutor({ maxWorkers: 2 });
       ${body}`;

    it('an idle pool does not keep it alive, even without shutdown', async () => {
      const ended = await runProgram(program(`console.log(await pool.submit(tasks.add, 1, 2).result());`));
      expect(ended).to.include({ code: 0, stdout: '3\n', stderr: '' });
    });

    it('a pending Future keeps it alive until it is done', async () => {
      const ended = await runProgram(program(`pool.submit(faults.busy, 300).subscribe(() => console.log('done'));`));
      expect(ended).to.include({ code: 0, stdout: 'done\n', stderr: '' });
    });

    it('process.exit() during a busy task leaves no process behind', async () => {
      const { code, stdout } = await runProgram(
        program(`console.log((await pool.submit(faults.whichWorker).result()).split(' ')[0]);
                 const busy = pool.submit(faults.busy, 600_000);
                 setInterval(() => busy.running() && process.exit(7), 5);`),
      );
      expect(code).to.equal(7);
      await until(() => !lives(Number(stdout)), 'the child is gone');
    });

    for (const [what, task] of [
      ['idle', '{ running: () => true }'],
      ['waiting in a task', 'pool.submit(() => new Promise(() => {}))'],
      ['busy, but for a turn of its loop now and then', 'pool.submit(faults.busyInTurns, 600_000)'],
      ['in a loop without an end', 'pool.submit(() => { for (;;); })'],
    ]) {
      it(`a child that is ${what} exits after its parent was killed`, async () => {
        const { signal, stdout } = await runProgram(
          program(`console.log((await pool.submit(faults.whichWorker).result()).split(' ')[0]);
                   const task = ${task};
                   setInterval(() => task.running() && process.kill(process.pid, 'SIGKILL'), 5);`),
        );
        expect(signal).to.equal('SIGKILL');
        await until(() => !lives(Number(stdout)), 'the child is gone');
      });
    }

    for (const [where, options] of [
      ['its worker file', "worker: new URL('./looping.mjs', import.meta.url)"],
      ['its initializer', 'initializer: loop'],
    ]) {
      it(`a child that loops in ${where} before it has served exits after its parent, however that ended`, async () => {
        const { path } = makeFileLatch() as { path: string };
        const loop = `(async () => { (await import('node:fs')).writeFileSync('${path}', String(process.pid)); for (;;); })`;
        const { signal } = await runProgram(
          program(`const { existsSync } = await import('node:fs');
                   const loop = ${loop};
                   const looping = new ProcessPoolExecutor({ ${options} });
                   looping.submit(tasks.add, 1, 2);
                   setInterval(() => { if (existsSync('${path}')) process.kill(process.pid, 'SIGTERM'); }, 5);`),
          { beside: { 'looping.mjs': `${loop}();` } },
        );
        expect(signal).to.equal('SIGTERM');
        await until(() => !lives(Number(readFileSync(path, 'utf8'))), 'the child is gone');
      });
    }

    it('a child whose parent is killed while it starts exits without running anything', async () => {
      const killed = [1, 30, 60, 90].map((milliseconds) =>
        runProgram(
          program(`new ProcessPoolExecutor({ worker: new URL('./looping.mjs', import.meta.url) }).submit(tasks.add, 1, 2);
                   setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${milliseconds});`),
          { beside: { 'looping.mjs': 'for (;;);' } },
        ),
      );
      // they have the standard output of their parent, which is closed when they are gone
      for (const { signal } of await Promise.all(killed)) expect(signal).to.equal('SIGKILL');
    });

    it('errors without an observer are not reported', async () => {
      const ended = await runProgram(
        program(
          `for (const kind of ['exit', 'throwInTimer', 'rejectUnhandled']) {
             new ProcessPoolExecutor({ maxWorkers: 1 }).submit(faults[kind], 1);
           }`,
        ),
      );
      expect(ended).to.include({ code: 0, stdout: '', stderr: '' });
    });

    it('the output of children appears in order', async () => {
      const ended = await runProgram(
        program(`await pool.submit(() => { console.log('said'); console.error('complained'); }).result();
                 await pool.shutdown();`),
      );
      expect(ended).to.include({ stdout: 'said\n', stderr: 'complained\n' });
    });

    it('works under node --watch, whose children use the same channel', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'rx-futures-'));
      const file = join(folder, 'main.mjs');
      writeFileSync(
        file,
        withUrls(program(`console.log('sum', await pool.submit(tasks.add, 1, 2).result()); await pool.shutdown();`)),
      );
      const child = spawn(process.execPath, ['--watch', file], { stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
      await until(
        () => /Completed|Failed/.test(output),
        () => `--watch reports an end: ${output}`,
      );
      const closed = new Promise((resolve) => child.on('close', resolve));
      child.kill();
      await closed;
      rmSync(folder, { recursive: true });
      expect(output).to.contain('sum 3').and.not.contain('Error');
    });
  });

  describe('a lost child', () => {
    const stderr = silenceStderr();

    it('breaks the pool: each Future has its own error, with how the child ended and its last output', async () => {
      const latch = makeFileLatch();
      const executor = pool({ maxWorkers: 2 });
      const beside = executor.submit(tasks.hold, latch);
      await waitForArrivals(latch);
      const doomed = executor.submit(faults.complainAndDie, 30);
      const queued = [1, 2].map(() => executor.submit(tasks.add, 1, 2));
      const errors = await Promise.all([doomed, beside, ...queued].map(errorOf));
      expect(new Set(errors).size).to.equal(4);
      for (const error of errors) {
        expect(error)
          .to.be.instanceOf(BrokenProcessPool)
          .and.include({ signal: 'SIGKILL', exitCode: null, workerId: 1 });
        expect(error.stderr?.split('\n')).to.have.length(20).and.include('line 29').and.not.include('line 9');
      }
      expect(errors.map(({ started }) => started)).to.deep.equal([true, true, false, false]);
      expect(() => executor.submit(tasks.add, 1, 2)).to.throw(BrokenProcessPool, 'SIGKILL');
      await executor.shutdown();
      expect(() => executor.submit(tasks.add, 1, 2)).to.throw(BrokenProcessPool);
      expect(stderr.text).to.contain('line 0\n').and.contain('line 29\n');
    });

    it("breaks the pool at once also before it is ready, as in Python; with 'replace' after three tries", async () => {
      const execArgv = ['--import', 'data:text/javascript,process.kill(process.pid, "SIGKILL")'];
      const tried = async (onWorkerLost: 'break' | 'replace') => {
        const executor = pool({ maxWorkers: 1, execArgv, onWorkerLost });
        const starts = firstValueFrom(executor.events.pipe(count(({ type }) => type === 'workerStarted')));
        const error = await errorOf(executor.submit(tasks.add, 1, 2));
        await executor.shutdown();
        return { error, starts: await starts };
      };
      const { error, starts } = await tried('break');
      expect(error).to.be.instanceOf(BrokenProcessPool).and.include({ signal: 'SIGKILL', started: false });
      expect(starts).to.equal(1);
      const replaced = await tried('replace');
      expect(replaced.error).to.be.instanceOf(BrokenProcessPool).with.property('message').that.contains('3 tries');
      expect(replaced.starts).to.equal(3);
    });

    it('rejects a submit from the callback of a Future that failed with it', async () => {
      const executor = pool();
      const thrown = new Promise((resolve) => {
        executor.submit(faults.exit, 1).subscribe({
          error: () => {
            try {
              executor.submit(tasks.add, 1, 2);
            } catch (error) {
              resolve(error);
            }
          },
        });
      });
      expect(await thrown)
        .to.be.instanceOf(BrokenProcessPool)
        .with.property('started', false);
    });

    it("that cannot be started breaks the pool after three tries, with the system's error", async () => {
      const executor = pool({ execPath: '/nowhere/node' });
      let started = 0;
      executor.events.subscribe(({ type }) => (started += Number(type === 'workerStarted')));
      const error = await errorOf(executor.submit(tasks.add, 1, 2));
      expect(error).to.be.instanceOf(BrokenProcessPool);
      expect(error.cause).to.have.property('code', 'ENOENT');
      expect(started).to.equal(3);
      await executor.shutdown();
    });

    it('that does not respond is ended by the limits, and by shutdown', async () => {
      const executor = pool({ onWorkerLost: 'replace', abortGrace: 20 });
      const stopped = await executor.with({ runTimeout: 50 }).submit(faults.signalItself, 'SIGSTOP').exception();
      expect(stopped).to.be.instanceOf(TimeoutError);
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
      const last = executor.submit(faults.signalItself, 'SIGSTOP');
      await until(() => last.running(), 'the last task runs');
      await executor.shutdown({ timeout: 50 });
      expect(last.cancelled()).to.equal(true);
      expect(executor.stats().workers).to.equal(0);
    });

    it('is ended when it has closed its channel and does not exit', async () => {
      const executor = pool();
      const error = await errorOf(executor.submit(faults.disconnectAndStay));
      expect(error).to.be.instanceOf(BrokenProcessPool).with.property('signal', 'SIGKILL');
    });
  });

  describe('terminateWorkers and killWorkers', () => {
    for (const [how, signal] of [
      ['terminateWorkers', 'SIGTERM'],
      ['killWorkers', 'SIGKILL'],
    ] as const) {
      it(`${how} cancels queued tasks, ends running ones by ${signal}, and rejects further ones`, async () => {
        const latch = makeFileLatch();
        const executor = pool({ maxWorkers: 2 });
        const running = [1, 2].map(() => executor.submit(tasks.hold, latch));
        await waitForArrivals(latch, 2);
        const queued = executor.submit(tasks.add, 1, 2);
        executor[how]();
        expect(queued.cancelled()).to.equal(true);
        expect(await queued.result().catch((error: unknown) => error)).to.be.instanceOf(CancelledError);
        for (const future of running) {
          expect(await errorOf(future))
            .to.be.instanceOf(BrokenProcessPool)
            .and.include({ signal, started: true });
        }
        expect(() => executor.submit(tasks.add, 1, 2)).to.throw(BrokenProcessPool);
        await executor.shutdown();
        expect(executor.stats()).to.include({ workers: 0, failed: 2, cancelled: 1 });
      });

      it(`${how} succeeds on a pool that was never used, is idle, was shut down, or is broken`, async () => {
        const idle = pool({ minWorkers: 1 });
        await idle.submit(tasks.add, 1, 2).result();
        const broken = pool();
        await errorOf(broken.submit(faults.exit, 1));
        const shut = pool();
        await shut.shutdown();
        for (const executor of [pool(), idle, broken, shut]) {
          executor[how]();
          executor[how]();
          await executor.shutdown();
          expect(executor.stats().workers).to.equal(0);
          expect(() => executor.submit(tasks.add, 1, 2)).to.throw();
        }
        const unused = pool();
        unused[how]();
        expect(() => unused.submit(tasks.add, 1, 2)).to.throw(ExecutorShutdownError);
      });
    }
  });

  describe('foreign messages on the channel', () => {
    it('are ignored, before a child is ready and in its tasks', async () => {
      const preload = `const junk = [{ 'watch:import': ['file:///x'] }, 'text', 7, null, [1, 'answers'], new Uint8Array(40)];
        for (const each of junk) try { process.send(each) } catch {}`;
      const executor = pool({ execArgv: ['--import', `data:text/javascript,${encodeURIComponent(preload)}`] });
      const flood = (): boolean => {
        for (let i = 0; i < 1000; i++) process.send?.({ kind: 'answers', slots: [0], values: [i] });
        return process.send?.('more') ?? false;
      };
      expect(await executor.submit(flood).result()).to.equal(true);
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });

    it('that cannot be decoded fail only their own task', async () => {
      const executor = pool();
      const bytes = [0, 97, 115, 109, 1, 0, 0, 0];
      const module = new WebAssembly.Module(new Uint8Array(bytes));
      const argument = executor.submit(tasks.echo, module);
      const result = executor.submit((code: number[]) => new WebAssembly.Module(new Uint8Array(code)), bytes);
      expect(await errorOf(argument))
        .to.be.instanceOf(SerializationError)
        .with.property('part', 'argument 1');
      expect(await errorOf(result))
        .to.be.instanceOf(SerializationError)
        .with.property('part', 'result');
      expect(await executor.submit(tasks.add, 1, 2).result()).to.equal(3);
    });
  });

  describe('options', () => {
    it('execArgv, env and cwd apply to the children, and a worker keeps its own folder', async () => {
      const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rx-futures-')));
      const executor = pool({
        execArgv: ['--max-old-space-size=77'],
        env: { ...process.env, MINE: 'yes' },
        cwd: pathToFileURL(folder),
      });
      const seen = await executor.submit(() => [process.execArgv, process.env['MINE'], process.cwd()]).result();
      expect(seen).to.deep.equal([['--max-old-space-size=77'], 'yes', folder]);
      await executor.submit(() => process.chdir('/')).result();
      expect(await executor.submit(() => process.cwd()).result()).to.equal('/');
      expect(process.cwd()).not.to.equal('/');
      rmSync(folder, { recursive: true });
    });

    it('a missing folder breaks the pool with an error that names it', async () => {
      const error = await errorOf(pool({ cwd: '/nowhere' }).submit(tasks.add, 1, 2));
      expect(error).to.be.instanceOf(BrokenProcessPool).with.property('message').that.contains("'/nowhere'");
    });

    it('of the wrong type or out of range are rejected by name', () => {
      const wrongTypes = {
        execPath: 1,
        execArgv: 'x',
        env: 1,
        cwd: 1,
        worker: 1,
        maxWorkerMemory: '1',
        maxWorkers: '2',
      };
      for (const [name, value] of Object.entries(wrongTypes)) {
        expect(() => new ProcessPoolExecutor({ [name]: value }), name).to.throw(TypeError, name);
      }
      const outOfRange = { execPath: '', cwd: '', maxWorkerMemory: 0, maxWorkers: 0, onWorkerLost: 'ignore' };
      for (const [name, value] of Object.entries(outOfRange)) {
        expect(() => new ProcessPoolExecutor({ [name]: value } as ProcessPoolOptions), name).to.throw(RangeError, name);
      }
      expect(() => new ProcessPoolExecutor(Object.create({ execPath: 7 }) as object)).not.to.throw();
    });
  });

  it('10,000 tasks with randomly killed children all settle, are counted, run once, and leave nothing behind', async () => {
    const executor = pool({ maxWorkers: 2, onWorkerLost: 'replace' });
    const counter = makeFileLatch();
    const futures: Future<unknown>[] = [];
    const pids = new Set<number>();
    for (let i = 0; i < 100; i++) {
      for (let n = 0; n < 99; n++)
        futures.push(executor.submit(n % 9 === 0 ? tasks.count : tasks.echo, counter as never));
      const which = executor.submit(faults.whichWorker);
      futures.push(which);
      which.subscribe({
        next: (worker) => {
          const pid = Number(worker.split(' ')[0]);
          if (i % 12 === 5) process.kill(pid, 'SIGKILL');
          pids.add(pid);
        },
        error: () => {},
      });
      if (i % 12 === 5) await which.exception();
    }
    const errors = await Promise.all(futures.map((future) => future.exception()));
    const failed = errors.filter((error) => error !== null);
    for (const error of failed) expect(error).to.be.instanceOf(BrokenProcessPool).and.include({ signal: 'SIGKILL' });
    expect(pids.size).to.be.greaterThan(5);
    expect(executor.stats()).to.include({
      submitted: 10_000,
      finished: 10_000 - failed.length,
      failed: failed.length,
      running: 0,
      queued: 0,
    });
    const counted = futures.filter((_, i) => i % 100 < 99 && (i % 100) % 9 === 0).length;
    expect(arrivals(counter)).to.be.within(counted - failed.length, counted);
    await executor.shutdown();
    await until(() => [...pids].every((pid) => !lives(pid)), 'every child is gone');
  });

  it('leave nothing behind, however many were created and closed', async () => {
    const pipes = (): number => process.getActiveResourcesInfo().filter((each) => /Pipe|Process/.test(each)).length;
    const before = pipes();
    const listeners = process.listenerCount('exit');
    for (let i = 0; i < (thorough ? 10 : 4); i++) {
      await Promise.all(
        [1, 2, 3].map(async (n) => {
          const executor = new ProcessPoolExecutor({ maxWorkers: 1 });
          if (n === 1) await executor.submit(tasks.add, 1, 2).result();
          await executor.shutdown();
        }),
      );
    }
    await until(
      () => pipes() <= before,
      () => `no pipe is left of ${pipes()}`,
    );
    expect(process.listenerCount('exit')).to.equal(listeners);
  });
});
