import { join } from 'node:path';
import { expect } from 'chai';
import { build } from 'esbuild';
import { JSDOM } from 'jsdom';
import { root } from '../../guards/sources.js';

/** The globals of a test environment such as Jest's: jsdom, which lacks many of Node's and the browsers'. */
describe('the entry point `rx-futures` in jsdom, minified', () => {
  const use = `
    import * as rx from 'rxjs';
    import * as futures from 'rx-futures';
    import { currentTask } from 'rx-futures/worker';
    Object.assign(globalThis, { rx, futures, currentTask });`;
  let dom: JSDOM;

  before(async () => {
    const { outputFiles } = await build({
      stdin: { contents: use, resolveDir: root },
      bundle: true,
      minify: true,
      format: 'iife',
      platform: 'browser',
      write: false,
      nodePaths: [join(root, 'node_modules')],
    });
    dom = new JSDOM('', { runScripts: 'outside-only' });
    dom.window.eval(outputFiles[0]?.text ?? '');
  });

  after(() => dom.window.close());

  /** Runs the body of an async function in there. */
  const inside = (body: string): Promise<unknown> =>
    dom.window.eval(`(async () => { const { EventLoopExecutor, ...more } = futures; ${body} })()`) as Promise<unknown>;

  it('runs tasks, maps and shuts down', async () => {
    const squares = await inside(`
      const executor = new EventLoopExecutor();
      const squares = await rx.lastValueFrom(executor.map(async (n) => n * n, [1, 2, 3]).pipe(rx.toArray()));
      await executor.shutdown();
      return squares;`);
    expect([...(squares as number[])]).to.deep.equal([1, 4, 9]);
  });

  it('aborts the signal of a task', async () => {
    const reason = await inside(`
      const executor = new EventLoopExecutor();
      let seen;
      const started = new Promise((begin) => {
        seen = new Promise((see) => {
          const future = executor.submit(async () => {
            const { signal } = currentTask();
            signal.addEventListener('abort', () => see(signal.reason));
            begin(future);
          });
        });
      });
      (await started).abort('enough');
      await executor.shutdown();
      return seen;`);
    expect(reason).to.equal('enough');
  });

  it('gives Futures and errors their class names', async () => {
    const names = await inside(`
      const pending = new more.SettableFuture();
      pending.abort();
      return [String(more.Future.of(1)), String(pending), (await pending.exception().catch((error) => error)).name];`);
    expect([...(names as string[])]).to.deep.equal([
      '<Future state=finished returned Number>',
      '<SettableFuture state=cancelled>',
      'CancelledError',
    ]);
  });

  it('rejects `isolate` at once where there is no structuredClone', async () => {
    const message = await inside(`
      try {
        new EventLoopExecutor({ isolate: true });
      } catch (error) {
        return error.message;
      }`);
    expect(message).to.equal('isolate needs structuredClone, which this environment does not have');
  });
});
