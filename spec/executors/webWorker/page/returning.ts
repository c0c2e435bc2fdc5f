import { taskModule } from '../../../../src/executor/taskModule.js';
import { WebWorkerPoolExecutor } from '../../../../src/executors/webWorker/WebWorkerPoolExecutor.js';
import { makeLatch, releaseLatch, waitForArrivals } from '../../../support/latch.js';

const tasks = taskModule<typeof import('../workers/webFaults.js').tasks>();

/** A page that is left while its workers are busy, and that the browser keeps in its back/forward cache. */
describe('a page that is left and kept', () => {
  it('has two busy workers and a queue, whose tasks end when the page is shown again', async () => {
    const here = makeLatch();
    const pool = new WebWorkerPoolExecutor({
      maxWorkers: 2,
      worker: () => new Worker(new URL('../workers/webFaults.js', import.meta.url), { type: 'module' }),
    });
    const held = [1, 2].map(() => pool.submit(tasks.hold, here));
    const queued = pool.submit(tasks.echo, 'queued');
    await waitForArrivals(here, 2);
    addEventListener('pageshow', ({ persisted }) => persisted && releaseLatch(here));
    const outcome = Promise.all([...held, queued].map((future) => future.result())).then((values) => values.at(-1));
    Object.assign(globalThis, { outcome });
  });
});
