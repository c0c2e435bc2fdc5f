import { taskModule } from '../../../../src/executor/taskModule.js';
import { WebWorkerPoolExecutor } from '../../../../src/executors/webWorker/WebWorkerPoolExecutor.js';

const tasks = taskModule<typeof import('../workers/webFaults.js').tasks>();

/** A page that is left while its workers are busy, and others wait. */
describe('a page that is left during its work', () => {
  it('has two busy workers and a queue', async () => {
    const pool = new WebWorkerPoolExecutor({
      maxWorkers: 2,
      worker: () => new Worker(new URL('../workers/webFaults.js', import.meta.url), { type: 'module' }),
    });
    await Promise.all([1, 2].map(() => pool.submit(tasks.busy, 20).result()));
    for (let i = 0; i < 10; i++) pool.submit(tasks.busy, 60_000).subscribe();
    pool.submit(tasks.never).subscribe({ error: () => void Promise.reject(new Error('it came to an end')) });
  });
});
