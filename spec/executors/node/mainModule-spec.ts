import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { root } from '../../guards/sources.js';
import { type Ended, type RunOptions, runProgram } from '../../support/program.js';
import { thorough } from '../../support/thorough.js';

const tsx = [
  '--require',
  join(root, 'node_modules/tsx/dist/preflight.cjs'),
  '--import',
  `${pathToFileURL(join(root, 'node_modules/tsx/dist/')).href}loader.mjs`,
];

/** The body of each program: prints that it was loaded, creates a pool, and submits a task of the same file. */
const makesPool = (name: string, url: string): string =>
  `const pool = new ${name}({ maxWorkers: 2 });
   ${usesPool(url)}`;

const usesPool = (url: string): string =>
  `const error = await pool.submit(taskModule(${url}).add, 1, 2).exception();
   console.log(error === null ? 'sum' : error.code, error?.message ?? '');
   await pool.shutdown();`;

const esm = (name: string, body: string): string =>
  `import { appendFileSync } from 'node:fs';
   import { isMainThread } from 'node:worker_threads';
   import { EventLoopExecutor, taskModule } from 'LIBRARY/index';
   import { ProcessPoolExecutor, ThreadPoolExecutor } from 'LIBRARY/node';
   import { isWorker } from 'LIBRARY/worker';
   console.error('loaded');
   export const add = (a, b) => a + b;
   ${body.replaceAll('POOL', makesPool(name, 'import.meta.url')).replaceAll('NAME', name)}`;

const cjs = (name: string): string =>
  `console.error('loaded');
   exports.add = (a, b) => a + b;
   const { fileURLToPath, pathToFileURL } = require('node:url');
   const { taskModule } = require(fileURLToPath('LIBRARY/index'));
   const { ProcessPoolExecutor, ThreadPoolExecutor } = require(fileURLToPath('LIBRARY/node'));
   const pool = new ${name}({ maxWorkers: 2 });
   async function main() { ${usesPool('pathToFileURL(__filename)')} }
   void main();`;

const run = (text: string, options: RunOptions = {}): Promise<Ended> =>
  runProgram(text, { args: ['--no-warnings'], ...options });

/** How often the file was loaded: once by the program, and once by each worker. */
const loads = ({ stderr }: Ended): number => stderr.split('loaded\n').length - 1;

for (const name of ['ThreadPoolExecutor', 'ProcessPoolExecutor']) {
  describe(`a module of tasks that creates a ${name} while it is loaded`, () => {
    const forms: Record<string, readonly [text: string, options?: RunOptions]> = {
      'an ES module': [esm(name, 'POOL')],
      'an ES module that makes it in a function': [esm(name, 'async function main() { POOL } await main();')],
      'an ES module that makes it later': [esm(name, 'await new Promise((resolve) => setTimeout(resolve, 10)); POOL')],
      'a CommonJS module': [cjs(name), { name: 'main.cjs' }],
      'TypeScript under tsx': [esm(name, 'POOL'), { name: 'main.mts', args: tsx }],
    };
    const daily = Object.entries(forms).slice(0, 1);
    for (const [what, [text, options]] of thorough ? Object.entries(forms) : daily) {
      it(`is rejected with an explanation at the first worker: ${what}`, async () => {
        const ended = await run(text, options);
        expect(ended.stdout, ended.stderr).to.match(
          /^(ERR_FUTURE_INVALID_STATE|ERR_THREAD_POOL_BROKEN|ERR_PROCESS_POOL_BROKEN) .*a pool cannot be made while a worker loads file:.*file of their own.*isMainThread.*isWorker\(\)/,
        );
        expect(loads(ended)).to.be.within(2, 3);
      });
    }

    it('is rejected also in code that continues after the module was loaded', async () => {
      const ended = await run(
        esm(
          name,
          `export const hold = () => new Promise(() => {});
           async function main() {
             await new Promise((resolve) => setTimeout(resolve, 50));
             const pool = new NAME({ maxWorkers: 1 });
             const error = await pool.submit(taskModule(import.meta.url).hold).exception();
             console.log(error.code, error.cause?.message ?? error.message);
             await pool.shutdown();
           }
           void main();`,
        ),
      );
      expect(ended.stdout, ended.stderr).to.match(/^ERR_\w+_POOL_BROKEN a pool cannot be made while a worker loads/);
      expect(loads(ended)).to.equal(2);
    });

    it('is rejected in a module that Node preloads in every worker', async () => {
      const preload = `import { ProcessPoolExecutor, ThreadPoolExecutor } from '${new URL('../../../src/entryPoints/node.js', import.meta.url)}';
        console.error('loaded');
        const pool = new ${name}({ maxWorkers: 1 });
        globalThis.ended = pool.submit((a, b) => a + b, 1, 2).exception().then(async (error) => {
          await pool.shutdown();
          return error.code + ' ' + error.message + error.stderr;
        });`;
      const args = ['--no-warnings', '--import', `data:text/javascript,${encodeURIComponent(preload)}`];
      const ended = await run('console.log(await globalThis.ended);', { args });
      expect(ended.stdout, ended.stderr).to.match(/^ERR_\w+_POOL_BROKEN/);
      expect(ended.stdout).to.contain('a pool cannot be made while a worker starts');
      expect(loads(ended)).to.be.within(2, 4);
    });

    it('is rejected in the worker file', async () => {
      const ended = await run(
        esm(
          name,
          `const pool = new NAME({ maxWorkers: 1, worker: import.meta.url });
           const error = await pool.submit(taskModule().add, 1, 2).exception();
           console.log(error.code, error.message);
           await pool.shutdown();`,
        ),
      );
      expect(ended.stdout, ended.stderr).to.match(/^ERR_\w+_POOL_BROKEN .*a pool cannot be made while a worker loads/);
      expect(loads(ended)).to.be.within(2, 4);
    });

    const guards = name === 'ThreadPoolExecutor' ? ['isMainThread', '!isWorker()'] : ['!isWorker()'];
    for (const guard of guards) {
      it(`works when the pool is created only if ${guard}`, async () => {
        const ended = await run(esm(name, `if (${guard}) { POOL }`));
        expect(ended.stdout, ended.stderr).to.equal('sum \n');
        expect(loads(ended)).to.equal(2);
      });
    }

    it('works when the executor starts no workers', async () => {
      const ended = await run(
        esm(
          name,
          'export const local = new EventLoopExecutor(); if (!isWorker()) { POOL } else await local.shutdown();',
        ),
      );
      expect(ended.stdout, ended.stderr).to.equal('sum \n');
    });

    it('works when a running task creates the pool, directly or in a module that it imports, also while another one is loading', async () => {
      const ended = await runProgram(
        `import { taskModule } from 'LIBRARY/index';
         import { ProcessPoolExecutor, ThreadPoolExecutor } from 'LIBRARY/node';
         const pool = new ${name}({ maxWorkers: 1, tasksPerWorker: 3 });
         const [nesting, slow] = ['nesting', 'slow'].map((each) => taskModule(new URL('./' + each + '.mjs', import.meta.url)));
         await pool.submit(nesting.ready).result();
         const made = [pool.submit(nesting.make), pool.submit(nesting.importMaker)];
         const loaded = pool.submit(slow.loaded);
         console.log(...(await Promise.all([...made, loaded].map((each) => each.result()))));
         await pool.shutdown();`,
        {
          beside: {
            'nesting.mjs': `
              import { ProcessPoolExecutor, ThreadPoolExecutor } from 'LIBRARY/node';
              export const ready = () => true;
              const loading = async () => { while (globalThis.slowLoading !== true) await new Promise((resolve) => setTimeout(resolve, 1)); };
              export async function make() {
                await loading();
                const pool = new ${name}({ maxWorkers: 1 });
                globalThis.pools = (globalThis.pools ?? 0) + 1;
                const sum = await pool.submit((a, b) => a + b, 1, 2).result();
                await pool.shutdown();
                return sum;
              }
              export async function importMaker() {
                await loading();
                return (await import('./maker.mjs')).sum;
              }`,
            'maker.mjs': `
              import { ProcessPoolExecutor, ThreadPoolExecutor } from 'LIBRARY/node';
              const pool = new ${name}({ maxWorkers: 1 });
              globalThis.pools = (globalThis.pools ?? 0) + 1;
              export const sum = await pool.submit((a, b) => a + b, 3, 4).result();
              await pool.shutdown();`,
            'slow.mjs': `
              globalThis.slowLoading = true;
              while (globalThis.pools !== 2) await new Promise((resolve) => setTimeout(resolve, 1));
              export const loaded = () => 'loaded';`,
          },
        },
      );
      expect(ended.stdout, ended.stderr).to.equal('3 7 loaded\n');
    });
  });
}
