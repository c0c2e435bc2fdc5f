import { expect } from 'chai';
import { BrokenThreadPool } from '../../../../src/errors/BrokenThreadPool.js';
import { taskModule } from '../../../../src/executor/taskModule.js';
import {
  WebWorkerPoolExecutor,
  type WebWorkerPoolOptions,
} from '../../../../src/executors/webWorker/WebWorkerPoolExecutor.js';
import { eachValueFrom } from '../../../../src/operators/eachValueFrom.js';
import { until } from '../../../support/until.js';

const tasks = taskModule<import('../workers/serving.js').Serving>();
const faults = taskModule<typeof import('../workers/webFaults.js').tasks>();
const elsewhere = new URL('../workers/poolElsewhere.js', import.meta.url);

/** Other places than a page with dedicated workers, and values that can only be moved: it works or is refused with advice. */
describe(`other places, memory ${crossOriginIsolated ? '' : 'not '}shared`, () => {
  const serving = (): Worker => new Worker(new URL('../workers/serving.js', import.meta.url), { type: 'module' });

  async function outcomeOf(options: Partial<WebWorkerPoolOptions>): Promise<unknown> {
    const pool = new WebWorkerPoolExecutor({ maxWorkers: 1, worker: serving, ...options });
    const outcome = await pool
      .submit(tasks.triple, 14)
      .result()
      .catch((error: unknown) => error);
    await pool.shutdown();
    return outcome;
  }

  /** Returns the first message of the port. */
  function reply(port: MessagePort): Promise<unknown> {
    return new Promise((resolve) => {
      port.onmessage = ({ data }) => resolve(data);
    });
  }

  it('in a SharedWorker without Worker the error says to run the tasks on the event loop', async () => {
    const { port } = new SharedWorker(elsewhere, { type: 'module' });
    const outcome = await reply(port);
    if (outcome === 42) return; // other browsers than Chromium have Worker there
    expect(outcome).to.match(/BrokenThreadPool: .*there is no Worker in a SharedWorker.*EventLoopExecutor/);
  });

  it('in a ServiceWorker the error says to run the tasks on the event loop', async () => {
    const registration = await navigator.serviceWorker.register(elsewhere, { type: 'module' });
    try {
      const { port1, port2 } = new MessageChannel();
      const worker = registration.installing ?? registration.waiting ?? registration.active;
      worker?.postMessage('try', [port2]);
      expect(await reply(port1)).to.match(
        /BrokenThreadPool: .*there is no Worker in a ServiceWorker.*EventLoopExecutor/,
      );
    } finally {
      await registration.unregister();
    }
  });

  it('works without shared memory where SharedArrayBuffer exists and cannot be constructed', async () => {
    const { SharedArrayBuffer: original } = globalThis;
    globalThis.SharedArrayBuffer = class {
      constructor() {
        throw new TypeError('SharedArrayBuffer is not allowed here');
      }
    } as never;
    try {
      expect(await outcomeOf({})).to.equal(42);
    } finally {
      globalThis.SharedArrayBuffer = original;
    }
  });

  for (const [name, make] of Object.entries({
    MessagePort: () => new MessageChannel().port1,
    OffscreenCanvas: () => new OffscreenCanvas(1, 1),
  })) {
    it(`refuses a ${name} in initArgs, which can be moved to one worker only`, async () => {
      const error = await outcomeOf({ initializer: tasks.triple, initArgs: [make()] });
      expect(error).to.be.instanceOf(BrokenThreadPool);
      expect((error as Error).message).to.match(/initArgs\[0\] cannot be moved: each worker .*as arguments of a task/);
    });
  }

  it("refuses a SharedWorker's port as the worker", async () => {
    const port = (): Worker => new SharedWorker(elsewhere, { type: 'module' }).port as never;
    expect((await outcomeOf({ worker: port })) as Error)
      .to.be.instanceOf(BrokenThreadPool)
      .with.property('message')
      .that.matches(/must return a Worker, got a MessagePort: write .*new Worker\(new URL/);
  });

  it('closes the bitmaps that a stream drops at its end', async () => {
    const original = Object.getOwnPropertyDescriptor(ImageBitmap.prototype, 'close') as PropertyDescriptor;
    let closed = 0;
    Object.defineProperty(ImageBitmap.prototype, 'close', { ...original, value: () => closed++ });
    const pool = new WebWorkerPoolExecutor({
      maxWorkers: 1,
      worker: () => new Worker(new URL('../workers/webFaults.js', import.meta.url), { type: 'module' }),
    });
    try {
      const bitmaps = eachValueFrom(pool.with({ bufferSize: 8 }).stream(faults.bitmaps, 8), { bufferSize: 1 });
      const { value: taken } = await bitmaps.next();
      await until(() => pool.stats().finished === 1, 'all bitmaps have arrived');
      expect(closed).to.equal(0);
      await bitmaps.return?.();
      expect(closed, 'one was taken, two may be on their way to the loop').to.be.within(5, 7);
      expect((taken as ImageBitmap).width, 'the one that was taken stays open').to.equal(1);
    } finally {
      Object.defineProperty(ImageBitmap.prototype, 'close', original);
      await pool.shutdown({ timeout: 1000 });
    }
  });
});
