import { expect } from 'chai';
import { BrokenThreadPool } from '../../../../src/errors/BrokenThreadPool.js';
import { InvalidStateError } from '../../../../src/errors/InvalidStateError.js';
import { taskModule } from '../../../../src/executor/taskModule.js';
import {
  WebWorkerPoolExecutor,
  type WebWorkerPoolOptions,
} from '../../../../src/executors/webWorker/WebWorkerPoolExecutor.js';
import type { Future } from '../../../../src/future/Future.js';
import { isWorker } from '../../../../src/worker/isWorker.js';
import { type Latch, makeFileLatch, makeLatch, releaseLatch, waitForArrivals } from '../../../support/latch.js';
import { until } from '../../../support/until.js';

const tasks = taskModule<import('../workers/serving.js').Serving>();

/**
 * Returns how many workers hold the lock that shows that they live. Chromium leaves a worker behind, about once in 150
 * times, that is terminated at the same moment as the worker that made it.
 */
async function livenessLocks(): Promise<number> {
  const { held = [] } = await navigator.locks.query();
  return held.length;
}

/** Browsers do not report why a worker fails to start; the pool fails every Future with the reason. */
describe(`failed starts of Web Workers, ${crossOriginIsolated ? 'isolated' : 'plain'} page`, () => {
  /** Returns the error of a pool with such a script. */
  async function failure(script: string, options: Partial<WebWorkerPoolOptions> = {}): Promise<BrokenThreadPool> {
    const worker = (): Worker => new Worker(new URL(script, import.meta.url), { type: 'module' });
    return failureOf({ worker, ...options });
  }

  async function failureOf(options: WebWorkerPoolOptions): Promise<BrokenThreadPool> {
    const pool = new WebWorkerPoolExecutor({ maxWorkers: 2, ...options });
    const futures = [1, 2, 3].map((n) => pool.submit(tasks.triple, n));
    const errors = await Promise.all(futures.map((each) => each.exception()));
    for (const error of errors) expect(error).to.be.instanceOf(BrokenThreadPool).with.property('started', false);
    expect(new Set(errors.map((error) => (error as Error).message)).size).to.equal(1);
    expect(() => pool.submit(tasks.triple, 1)).to.throw(BrokenThreadPool);
    await pool.shutdown();
    expect(pool.stats()).to.include({ workers: 0, failed: 3 });
    return errors[0] as BrokenThreadPool;
  }

  it('a pool created while a worker loads a module is rejected, one created by a task is not', async () => {
    const worker = (): Worker => new Worker(new URL('../workers/serving.js', import.meta.url), { type: 'module' });
    const pool = new WebWorkerPoolExecutor({ maxWorkers: 1, worker });
    const atLoad = taskModule<{ one(): number }>(new URL('../workers/poolAtLoad.js', import.meta.url));
    const error = await pool.submit(atLoad.one).exception();
    expect(error)
      .to.be.instanceOf(InvalidStateError)
      .with.property('message')
      .that.contains('poolAtLoad.js')
      .and.contains('isWorker()');
    const inTask = taskModule<{ nest(): Promise<unknown> }>(new URL('../workers/poolInTask.js', import.meta.url));
    expect(await pool.submit(inTask.nest).result()).to.deep.equal([true, 42]);
    expect(isWorker()).to.equal(false);
    await until(async () => (await livenessLocks()) === 1, 'the worker of the worker has ended');
    await pool.shutdown();
  });

  it('a missing script: the error has 404 and its address', async () => {
    expect((await failure('../workers/nowhere.js')).message)
      .to.contain('404')
      .and.contain('/spec/workers/nowhere.js');
  });

  it('a script served as a page: the error has its MIME type', async () => {
    expect((await failure('../workers/page.js')).message).to.contain('text/html');
  });

  it('an empty script: the error names the missing call, after startTimeout', async () => {
    const error = await failure('../workers/empty.js', { startTimeout: 200 });
    expect(error.message).to.contain('expose()').and.contain('200 ms');
  });

  it('a script that a development server cannot transform, as Vite with status 500', async () => {
    expect((await failure('../workers/untransformed.js')).message)
      .to.contain('syntax error')
      .and.contain('(500)');
  });

  it('a script with a syntax error', async () => {
    expect((await failure('../workers/syntax.js')).message).to.contain('syntax error');
  });

  it('a script that throws before it serves: the error has its error and location', async () => {
    expect((await failure('../workers/early.js')).message)
      .to.contain('RangeError: too early')
      .and.contain('early.js');
  });

  it('a script that throws after it started to serve: the error has its error as cause', async () => {
    const error = await failure('../workers/throwing.js');
    expect(error.message).to.contain('broken at load');
    expect(error.cause).to.be.instanceOf(RangeError);
  });

  it('a script of another origin, which the browser refuses to start', async () => {
    const error = await failureOf({ worker: () => new Worker('http://localhost:1/x.js', { type: 'module' }) });
    expect(error.cause).to.be.instanceOf(DOMException).with.property('name', 'SecurityError');
  });

  it('a factory that returns no worker, or the same one again', async () => {
    expect((await failureOf({ worker: (() => 'worker') as never })).message).to.contain('must return a Worker');
    const one = new Worker(new URL('../workers/empty.js', import.meta.url), { type: 'module' });
    expect((await failureOf({ worker: () => one })).message).to.contain('a new Worker at each call');
  });

  it('a script that loads at the third try serves all tasks', async () => {
    const worker = (): Worker => new Worker(new URL('../workers/flaky.js', import.meta.url), { type: 'module' });
    const pool = new WebWorkerPoolExecutor({ maxWorkers: 1, worker });
    const results = await Promise.all([1, 2, 3].map((n) => pool.submit(tasks.triple, n).result()));
    expect(results).to.deep.equal([3, 6, 9]);
    await pool.shutdown();
  });

  it('shutdown ends while a worker is starting that never sends a message', async () => {
    const worker = (): Worker => new Worker(new URL('../workers/empty.js', import.meta.url), { type: 'module' });
    const pool = new WebWorkerPoolExecutor({ worker });
    const future = pool.submit(tasks.triple, 1);
    await pool.shutdown({ cancelFutures: true });
    expect(future.cancelled()).to.equal(true);
  });

  describe('while other workers run', () => {
    const faults = taskModule<typeof import('../workers/webFaults.js').tasks>();
    const latch = (): Latch => (crossOriginIsolated ? makeLatch() : makeFileLatch());

    /** Returns a pool whose worker is ready and busy, and whose script is no longer served. */
    async function busyPool(how: string): Promise<[WebWorkerPoolExecutor, held: Future<unknown>, hold: Latch]> {
      const url = new URL(`../workers/vanishing-${how}.js`, import.meta.url);
      const pool = new WebWorkerPoolExecutor({ maxWorkers: 3, worker: () => new Worker(url, { type: 'module' }) });
      const hold = latch();
      const held = pool.submit(faults.hold, hold);
      await waitForArrivals(hold);
      return [pool, held, hold];
    }

    for (const how of ['missing', 'offline', 'page', 'stalled']) {
      it(`a script that is ${how} after the first start affects no task: the pool continues with its workers`, async () => {
        const [pool, held, hold] = await busyPool(how);
        const lost: unknown[] = [];
        pool.events.subscribe((event) => event.type === 'workerLost' && lost.push(event.error));
        const waiting = Array.from({ length: 5 }, (_, n) => pool.submit(faults.add, n, 1));
        if (how !== 'stalled') await until(() => lost.length > 1, 'two starts have failed');
        expect(pool.stats()).to.include({ failed: 0, finished: 0 });
        releaseLatch(hold);
        await held.result();
        expect(await Promise.all(waiting.map((each) => each.result()))).to.deep.equal([1, 2, 3, 4, 5]);
        for (const error of lost) expect(error).to.be.instanceOf(BrokenThreadPool);
        await pool.shutdown();
        expect(pool.stats()).to.include({ workers: 0, failed: 0 });
      });
    }

    it('a script that is available again lets the pool grow again', async () => {
      const [pool, held, hold] = await busyPool('back');
      let lost = 0;
      pool.events.subscribe(({ type }) => (lost += Number(type === 'workerLost')));
      expect(await pool.submit(faults.add, 1, 2).result()).to.equal(3);
      expect(lost).to.be.at.least(1);
      releaseLatch(hold);
      await held.result();
      await pool.shutdown();
    });
  });

  if (crossOriginIsolated) {
    it('a script without the headers of its page: the error names the header', async () => {
      expect((await failure('../workers/bare.js')).message).to.contain('Cross-Origin-Embedder-Policy');
    });

    it('a worker that is less isolated than its page', async () => {
      const serving = new URL('../workers/serving.js', import.meta.url).href;
      const code = await (await fetch(serving)).text();
      const url = `data:text/javascript,${encodeURIComponent(code)}`;
      expect((await failureOf({ worker: () => new Worker(url, { type: 'module' }) })).message).to.contain('data:');
    });
  }
});
