import { expect } from 'chai';
import { BrokenThreadPool } from '../../../../src/errors/BrokenThreadPool.js';
import { taskModule } from '../../../../src/executor/taskModule.js';
import { inlineWorker } from '../../../../src/executors/webWorker/inlineWorker.js';
import { WebWorkerPoolExecutor } from '../../../../src/executors/webWorker/WebWorkerPoolExecutor.js';

const tasks = taskModule<import('../workers/serving.js').Serving>();
const withFile = (): WebWorkerPoolExecutor =>
  new WebWorkerPoolExecutor({
    maxWorkers: 1,
    worker: () => new Worker(new URL('../workers/serving.js', import.meta.url), { type: 'module' }),
  });
const double = (n: number): number => n * 2;

/** A pool under the page's Content-Security-Policy, with a worker file and without one; errors name the directive. */
const policies: Record<string, { readonly file: true | string; readonly inline: true | string | readonly string[] }> = {
  plain: { file: true, inline: true },
  strict: { file: true, inline: ["default-src 'none'", 'worker-src blob:'] },
  'no-workers': { file: "worker-src 'none'", inline: 'worker-src blob:' },
  'blob-workers': { file: true, inline: 'script-src blob:' },
  'blob-scripts': { file: true, inline: true },
  'trusted-types': { file: 'TrustedScriptURL', inline: 'TrustedScriptURL' },
};
const mode = location.pathname.split('/')[1] as string;
const { file, inline } = policies[mode] as (typeof policies)[string];

describe(`a page with the policy "${mode}"`, () => {
  it(file === true ? 'lets a worker file serve' : `says that a worker file needs ${file}`, async () => {
    const pool = withFile();
    await expectOutcome(pool.submit(tasks.triple, 14).result(), 42, file);
    await pool.shutdown();
  });

  it(inline === true ? 'runs inline functions without a file' : `says that they need ${String(inline)}`, async () => {
    const pool = new WebWorkerPoolExecutor({ maxWorkers: 1, worker: inlineWorker });
    await expectOutcome(pool.submit(double, 21).result(), 42, inline);
    await pool.shutdown();
  });

  if (file === true && inline !== true) {
    it('does not run inline functions in a worker with a file either, and names what they need', async () => {
      const pool = withFile();
      await expectOutcome(pool.submit(double, 21).result(), 42, 'script-src blob:');
      expect(await pool.submit(tasks.triple, 14).result()).to.equal(42);
      await pool.shutdown();
    });
  }

  if (inline === true) {
    it('has an error that names the variable an inline function lacks', async () => {
      const pool = new WebWorkerPoolExecutor({ maxWorkers: 1, worker: inlineWorker });
      const outside = 3;
      const error = await pool.submit((n: number) => n * outside, 2).exception();
      expect(error).to.be.instanceOf(ReferenceError).with.property('message').that.contains('"outside"');
      await pool.shutdown();
    });

    for (const specifier of ['rxjs', './file.js', '../file.js', '/file.js']) {
      it(`has an error that names the alternative when an inline function imports ${specifier}`, async () => {
        const pool = new WebWorkerPoolExecutor({ maxWorkers: 1, worker: inlineWorker });
        const importing = (address: string): Promise<unknown> => import(address);
        const error = await pool.submit(importing, specifier).exception();
        expect(error)
          .to.be.instanceOf(TypeError)
          .with.property('message')
          .that.matches(/"importing" imports .*a whole URL, passed as an argument .*expose\(\)/)
          .and.contains(specifier);
        await pool.shutdown();
      });
    }

    it('gives an inline task a short name and its own line numbers in stacks', async () => {
      const pool = new WebWorkerPoolExecutor({ maxWorkers: 1, worker: inlineWorker });
      const failing = (): never => {
        throw new Error('here');
      };
      const { stack } = (await pool.submit(failing).exception()) as Error;
      const [, line] = /inline-task:failing:(\d+):\d+/.exec(String(stack)) ?? [];
      expect(String(failing).split('\n')[Number(line) - 1]).to.contain('here');
      await pool.shutdown();
    });
  }
});

async function expectOutcome(
  result: Promise<number>,
  value: number,
  refusal: true | string | readonly string[],
): Promise<void> {
  if (refusal === true) return expect(await result).to.equal(value) as never;
  const error = await result.then(
    () => expect.fail('it succeeded'),
    (each: Error) => each,
  );
  for (const text of [refusal].flat()) expect(error.message).to.contain(text);
  if (!error.message.includes('script-src')) expect(error).to.be.instanceOf(BrokenThreadPool);
}
