import { expect } from 'chai';
import { runProgram } from '../../support/program.js';

/** The executors of a program, and how each is made in it. */
const executors: Readonly<Record<string, [module: string, make: string]>> = {
  EventLoopExecutor: ['index', 'new EventLoopExecutor()'],
  ThreadPoolExecutor: ['node', 'new ThreadPoolExecutor({ maxWorkers: 1 })'],
  ProcessPoolExecutor: ['node', 'new ProcessPoolExecutor({ maxWorkers: 1 })'],
  BullMQExecutor: ['bullmq', 'new BullMQExecutor({ queue: "q", store: new MemoryJobStore() })'],
};

/** Each way to submit work; prints the error that is thrown or emitted. */
const tryAll = `
  const work = { echo: taskModule(new URL('FIXTURES/tasks.js', import.meta.url)).echo };
  const seen = {};
  const attempt = (name, run) => {
    seen[name] = 'accepted';
    const error = (thrown) => (seen[name] = thrown.code ?? String(thrown));
    try {
      run(error);
    } catch (thrown) {
      error(thrown);
    }
  };
  function tryAll(executor) {
    attempt('submit', () => executor.submit(work.echo, 1));
    attempt('broadcast', () => executor.broadcast(work.echo, 1));
    attempt('schedule', () => executor.schedule(() => {}));
    attempt('schedule later', () => executor.schedule(() => {}, 5));
    attempt('task', (error) => executor.task(work.echo, 1).subscribe({ error }));
    attempt('map', (error) => executor.map(work.echo, [1]).subscribe({ error }));
    attempt('mapSettled', (error) => executor.mapSettled(work.echo, [1]).subscribe({ error }));
    attempt('mapOn', (error) => of(1).pipe(mapOn(executor, work.echo)).subscribe({ error }));
    if (executor.constructor.name !== 'BullMQExecutor') {
      attempt('stream', (error) => executor.stream(work.echo, 1).subscribe({ error }));
      attempt('through', (error) => of(1).pipe(through(executor, work.echo)).subscribe({ error }));
    }
    console.log(new Set(Object.values(seen)).size === 1 ? Object.values(seen)[0] : JSON.stringify(seen));
  }
`;
/** The programs are in a separate folder, from which no package can be resolved. */
const rxjs = import.meta.resolve('rxjs');
const imports = `import { of } from '${rxjs}'; import { mapOn, taskModule, through } from 'LIBRARY/index';`;
const refused = 'ERR_EXECUTOR_SHUTDOWN\n';

describe('in an exit handler', () => {
  for (const [name, [module, make]] of Object.entries(executors)) {
    const executor = `const { ${name}, MemoryJobStore } = await import('LIBRARY/${module}'); const executor = ${make};`;
    const endings = [
      'executor.submit(work.echo, 2); process.exit(0);',
      ...(name === 'ThreadPoolExecutor' ? ['', 'process.exit(0);', 'setTimeout(() => { throw 1; });'] : []),
    ];

    it(`${name} rejects work of every kind`, async () => {
      for (const ending of endings) {
        const text = `${imports}${tryAll}${executor} process.on('exit', () => tryAll(executor)); ${ending}`;
        expect((await runProgram(text)).stdout, ending).to.equal(refused);
      }
    });

    it(`${name} rejects it when the handler was added before the library was loaded, or runs before the library's`, async () => {
      const first = `import { createRequire } from 'node:module'; let made; process.on('exit', () => made?.());`;
      const text = `
        const { of } = await import('${rxjs}');
        const { mapOn, taskModule, through } = await import('LIBRARY/index');
        ${tryAll}${executor}
        made = () => tryAll(executor);
        process.prependListener('exit', () => {
          try { executor.submit(work.echo, 1) } catch (error) { console.log(error.code); }
        });`;
      expect((await runProgram(first + text)).stdout).to.equal(refused + refused);
    });

    it(`${name} rejects it when it is created there`, async () => {
      const load = `const { ${name}, MemoryJobStore } = await import('LIBRARY/${module}');`;
      const text = `${imports}${tryAll}${load} process.on('exit', () => tryAll(${make}));`;
      expect((await runProgram(text)).stdout).to.equal(refused);
    });
  }

  it('runs the work that was accepted before, and explains the rejection', async () => {
    const text = `${imports}
      import { ThreadPoolExecutor } from 'LIBRARY/node';
      const executor = new ThreadPoolExecutor({ maxWorkers: 1 });
      const { echo } = taskModule(new URL('FIXTURES/tasks.js', import.meta.url));
      executor.submit(echo, 'ran').subscribe((value) => console.log(value));
      process.on('exit', () => {
        try { executor.submit(echo, 'late') } catch (error) { console.log(error.message); }
      });
      process.once('beforeExit', () => console.log(executor.stats().finished));`;
    expect((await runProgram(text)).stdout).to.equal('ran\n1\ncannot schedule new work: the process is exiting\n');
  });

  it('adds one listener for all executors', async () => {
    const text = `
      import { EventLoopExecutor } from 'LIBRARY/index';
      const none = process.listenerCount('exit');
      new EventLoopExecutor();
      const one = process.listenerCount('exit');
      for (let n = 0; n < 20; n++) new EventLoopExecutor();
      console.log(one - none, process.listenerCount('exit') - none);`;
    expect((await runProgram(text)).stdout).to.equal('1 1\n');
  });
});
