import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { root } from '../../guards/sources.js';
import { type Ended, type RunOptions, runProgram } from '../../support/program.js';
import { thorough } from '../../support/thorough.js';

/** TypeScript that is more than JavaScript with types: an enum has to be compiled. */
const taskFile = `
import { half } from './half.js';
enum Kind { Even = 'even', Odd = 'odd' }
export const kind = async (n: number): Promise<Kind> => (Number.isInteger(half(n)) ? Kind.Even : Kind.Odd);
`;
const helperFile = 'export const half = (n: number): number => n / 2;';

const program = (name: string, made = 'new ThreadPoolExecutor({ maxWorkers: 1 })'): string => `
import { taskModule } from 'LIBRARY/index';
import { ProcessPoolExecutor, ThreadPoolExecutor } from 'LIBRARY/node';
const tasks = taskModule(new URL('./${name}', import.meta.url));
const pool = ${made};
try {
  console.log(await pool.submit(tasks.kind, 4).result(), await pool.submit(tasks.kind, 5).result());
} catch (error) {
  console.log(error.code + ': ' + error.message);
}
await pool.shutdown();
`;

const run = async (name: string, options: RunOptions, made?: string): Promise<Ended> =>
  runProgram(program(name, made), {
    beside: { 'tasks.ts': taskFile, 'half.ts': helperFile, 'package.json': '{"type":"module"}' },
    ...options,
  });

describe('TypeScript task files', () => {
  const dist = pathToFileURL(join(root, 'node_modules/tsx/dist/')).href;

  const { typescript = false } = process.features as { typescript?: unknown };
  const plain = typescript === false ? [] : ['--no-experimental-strip-types'];

  for (const [how, args] of [
    [
      'the command tsx',
      ['--require', join(root, 'node_modules/tsx/dist/preflight.cjs'), '--import', `${dist}loader.mjs`],
    ],
    ['--import tsx', ['--import', 'tsx']],
    ['--import=tsx', ['--import=tsx']],
    ['--import tsx/esm', ['--import', 'tsx/esm']],
  ] as const) {
    for (const name of thorough || how === 'the command tsx' ? ['tasks.ts', 'tasks.js'] : ['tasks.ts']) {
      it(`run under ${how}, named ${name}`, async () => {
        const { stdout, stderr } = await run(name, { args, name: 'main.ts' });
        expect([stdout, stderr]).to.deep.equal(['even odd\n', '']);
      });
    }
  }

  for (const [how, made] of [
    ['as they were started', 'new ProcessPoolExecutor({ maxWorkers: 1 })'],
    ['with options of their own', "new ProcessPoolExecutor({ maxWorkers: 1, execArgv: ['--max-old-space-size=100'] })"],
  ] as const) {
    it(`run in child processes ${how}`, async () => {
      const args = ['--require', join(root, 'node_modules/tsx/dist/preflight.cjs'), '--import', `${dist}loader.mjs`];
      const { stdout, stderr } = await run('tasks.ts', { args, name: 'main.ts' }, made);
      expect([stdout, stderr]).to.deep.equal(['even odd\n', '']);
    });
  }

  for (const options of thorough ? ["cwd: '/'", "cwd: '/', execArgv: []"] : ["cwd: '/'"]) {
    it(`run in child processes with another working folder, created with ${options}`, async () => {
      const made = `new ProcessPoolExecutor({ ${options} })`;
      const { stdout, stderr } = await run('tasks.ts', { args: ['--import', 'tsx'], name: 'main.ts' }, made);
      expect([stdout, stderr]).to.deep.equal(['even odd\n', '']);
    });
  }

  it('are rejected by a Node that does not strip types, with the three alternatives', async () => {
    const { stdout, stderr } = await run('tasks.ts', { args: plain });
    expect(stderr).to.equal('');
    expect(stdout).to.match(/^ERR_TASK_NOT_FOUND: .*tasks\.ts is TypeScript.*\.js file.*tsx.*Node 22\.18/);
  });
});
