import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { lastValueFrom, of, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { TaskNotFoundError } from '../../../src/errors/TaskNotFoundError.js';
import type { Executor } from '../../../src/executor/Executor.js';
import type { Task } from '../../../src/executor/Task.js';
import { taskModule } from '../../../src/executor/taskModule.js';
import { EventLoopExecutor } from '../../../src/executors/eventLoop/EventLoopExecutor.js';
import { ProcessPoolExecutor } from '../../../src/executors/process/ProcessPoolExecutor.js';
import { TestExecutor } from '../../../src/executors/test/TestExecutor.js';
import { ThreadPoolExecutor } from '../../../src/executors/thread/ThreadPoolExecutor.js';
import { type OperatorFactory, through } from '../../../src/operators/through.js';
import { BullMQExecutor } from '../../../src/queue/client/BullMQExecutor.js';
import { MemoryJobStore } from '../../../src/queue/memory/MemoryJobStore.js';
import { serve } from '../../../src/queue/server/serve.js';

type Names = Record<string, Task<[n: number], unknown>>;

const counter =
  'class Base { base(n) { return this.k + n } }\nclass Counter extends Base { k = 40; add(n) { return this.k + n } get fn() { return () => 1 } }';
const object = '{ k: 40, add(n) { return this.k + n }, get fn() { return () => 1 }, deep: {} }';
const statics =
  'class Sums { static k = 40; static add(n) { return this.k + n } static get fn() { return () => 1 } other() {} }';

const members = [
  'plain(source) { return this.k === 40 && source }',
  'made(n) { return (source) => n === 5 && this.k === 40 && source }',
  'lazy(n = 5) { return this.made(n) }',
];
const operators = `{ k: 40, ${members.join(', ')} };`;
const operatorStatics = `class Operators { static k = 40; ${members.map((each) => `static ${each}`).join('; ')} }`;

/** One module each: its source, the exports it has (each returns 42 for 2), and those that it lacks. */
const modules: readonly (readonly [file: string, source: string, has: readonly string[], lacks: readonly string[]])[] =
  [
    ['object.mjs', `export default ${object};`, ['add'], ['fn', 'deep', 'k', 'toString']],
    ['object.cjs', `module.exports = ${object};`, ['add'], ['fn', 'deep', 'k', 'hasOwnProperty']],
    ['class.mjs', `export default ${statics};`, ['add'], ['fn', 'other', 'call', 'prototype']],
    ['class.cjs', `module.exports = ${statics};`, ['add'], ['fn', 'other', 'bind']],
    ['instance.mjs', `${counter}\nexport default new Counter();`, ['add', 'base'], ['fn', 'k', 'valueOf']],
    ['instance.cjs', `${counter}\nmodule.exports = new Counter();`, ['add', 'base'], ['fn', 'k', 'toLocaleString']],
    [
      'fn.mjs',
      'const f = (n) => n + 40; f.k = 40; f.add = function (n) { return this.k + n }; export default f;',
      ['default', 'add'],
      ['apply'],
    ],
    [
      'fn.cjs',
      'function f(n) { return n + 40 } f.k = 40; f.add = function (n) { return this.k + n }; module.exports = f;',
      ['default', 'add'],
      ['apply'],
    ],
    [
      'ts.cjs',
      'Object.defineProperty(exports, "__esModule", { value: true });\nexports.default = (n) => n + 40;\nexports.named = (n) => n + 40;\nObject.defineProperty(exports, "again", { enumerable: true, get: () => exports.named });',
      ['default', 'named', 'again'],
      ['other'],
    ],
    [
      'tsObject.cjs',
      `Object.defineProperty(exports, "__esModule", { value: true });\nexports.default = ${object};`,
      ['add'],
      ['fn', 'default'],
    ],
    [
      'tsInstance.cjs',
      `"use strict"; ${counter}\nObject.defineProperty(exports, "__esModule", { value: true });\nexports.default = new Counter();`,
      ['add', 'base'],
      ['fn'],
    ],
    [
      'both.mjs',
      'export const add = (n) => n + 40; export default { add() {}, sub(n) { return n + 40 } };',
      ['add', 'sub'],
      ['mul'],
    ],
  ];
const never = ['constructor', '__proto__', '__esModule'];

describe('default exports', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-futures-defaults-'));
  const clock = new TestScheduler(() => undefined);
  const threads = new ThreadPoolExecutor({ maxWorkers: 1 });
  const executors: Record<string, Executor> = {
    EventLoopExecutor: new EventLoopExecutor(),
    ThreadPoolExecutor: threads,
    ProcessPoolExecutor: new ProcessPoolExecutor({ maxWorkers: 1 }),
    TestExecutor: new TestExecutor(clock),
  };
  const url = (file: string): string => join(folder, file);
  const outcome = async (executor: Executor, task: Task<[n: number], unknown>): Promise<unknown> => {
    const future = executor.submit(task, 2);
    if (executor instanceof TestExecutor) clock.flush();
    return future.result().catch((error: unknown) => error);
  };

  before(() => {
    for (const [file, source] of modules) writeFileSync(url(file), source);
  });
  after(async () => {
    for (const executor of Object.values(executors)) if (!(executor instanceof TestExecutor)) await executor.shutdown();
    rmSync(folder, { recursive: true });
  });

  it('work at a path of any characters', async () => {
    for (const file of ['a#b.mjs', 'a?b.mjs', 'a%b.mjs', 'a%20b.mjs', 'a b.mjs', 'a\tb.mjs', 'a\nb.mjs', 'ä&;.mjs']) {
      writeFileSync(url(file), 'export const add = (n) => n + 40;');
      const store = new MemoryJobStore();
      const server = serve({ tasks: url(file), executor: threads, store });
      const queue = new BullMQExecutor({ store });
      const { add } = taskModule() as unknown as Names;
      expect(await outcome(queue, add as never), file).to.equal(42);
      await queue.shutdown();
      await server.close();
    }
  });

  for (const [kind, source] of Object.entries({
    object: `export default ${operators}`,
    class: `export default ${operatorStatics}`,
  })) {
    for (const name of ['EventLoopExecutor', 'ThreadPoolExecutor', 'ProcessPoolExecutor']) {
      it(`of operators and factories of them: ${kind} on ${name}`, async () => {
        const file = url(`operators-${kind}.mjs`);
        writeFileSync(file, source);
        const { plain, made, lazy } = taskModule(file) as unknown as Record<
          string,
          OperatorFactory<number, number, number[]>
        >;
        const executor = executors[name] as Executor;
        const run = (operator: unknown, ...args: number[]): Promise<number[]> =>
          lastValueFrom(
            of(1, 2).pipe(through(executor, operator as OperatorFactory<number, number, number[]>, ...args), toArray()),
          );
        expect(await run(plain)).to.deep.equal([1, 2]);
        expect(await run(made, 5)).to.deep.equal([1, 2]);
        expect(await run(lazy)).to.deep.equal([1, 2]);
      });
    }
  }

  for (const [file, , has, lacks] of modules) {
    for (const name of Object.keys(executors)) {
      it(`${file} on ${name}`, async () => {
        const tasks = taskModule(url(file)) as unknown as Names;
        const executor = executors[name] as Executor;
        for (const each of has) expect(await outcome(executor, tasks[each] as never), each).to.equal(42);
        for (const each of [...lacks, ...never]) {
          expect(await outcome(executor, tasks[each] as never), each).to.be.an.instanceOf(TaskNotFoundError);
        }
      });
    }

    it(`${file} served to a queue`, async () => {
      const store = new MemoryJobStore();
      const server = serve({ tasks: url(file), executor: threads, store });
      const queue = new BullMQExecutor({ store });
      const tasks = taskModule() as unknown as Names;
      for (const each of has) expect(await outcome(queue, tasks[each] as never), each).to.equal(42);
      for (const each of lacks) {
        expect(await outcome(queue, tasks[each] as never), each).to.be.an.instanceOf(TaskNotFoundError);
      }
      await queue.shutdown();
      await server.close();
    });
  }
});
