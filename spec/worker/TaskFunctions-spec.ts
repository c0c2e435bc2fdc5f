import { expect } from 'chai';
import { nodePlatform } from '../../src/worker/node/nodePlatform.js';
import { TaskFunctions } from '../../src/worker/TaskFunctions.js';

describe('TaskFunctions', () => {
  let functions: TaskFunctions;

  beforeEach(() => {
    functions = new TaskFunctions(nodePlatform(import.meta.url));
  });

  it('loads a function of a module by its name, and keeps it', async () => {
    const url = new URL('../fixtures/tasks.js', import.meta.url).href;
    functions.learn([[3, { form: 'module', url, name: 'add' }]]);
    const entry = functions.entry(3);
    expect(entry.fn).to.equal(undefined);
    const add = await functions.load(entry);
    expect(add(2, 3)).to.equal(5);
    expect([entry.fn, await functions.load(entry)]).to.deep.equal([add, add]);
  });

  it('compiles an inline function from its source', async () => {
    functions.learn([[0, { form: 'inline', source: '(n) => n * 2', name: 'double' }]]);
    expect((await functions.load(functions.entry(0)))(21)).to.equal(42);
  });

  it('tries a failed load again for the next task', async () => {
    let tries = 0;
    const flaky = new TaskFunctions({
      isMissing: () => false,
      importModule: async () => {
        tries += 1;
        if (tries === 1) throw new RangeError('not yet');
        return { task: () => 'loaded' };
      },
      compile: () => Promise.reject(new Error('no inline function here')),
    });
    flaky.learn([[0, { form: 'module', url: 'file:///task.js', name: 'task' }]]);
    const error = await flaky.load(flaky.entry(0)).then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(error?.message).to.contain('not yet');
    expect((await flaky.load(flaky.entry(0)))()).to.equal('loaded');
  });

  it('explains the typical mistake of an inline function, and leaves other errors as they are', () => {
    functions.learn([
      [0, { form: 'inline', source: '() => outer', name: 'task' }],
      [1, { form: 'exposed', name: 'task' }],
    ]);
    const explained = functions.explain(functions.entry(0), new ReferenceError('outer is not defined'));
    expect((explained as Error).message).to.match(/the inline task "task" uses the variable.*outer/);
    const error = new ReferenceError('outer is not defined');
    expect(functions.explain(functions.entry(1), error)).to.equal(error);
    expect(error.message).to.equal('outer is not defined');
  });
});
