import { inlineWorker } from '../../../../src/executors/webWorker/inlineWorker.js';
import { WebWorkerPoolExecutor } from '../../../../src/executors/webWorker/WebWorkerPoolExecutor.js';
import { isWorker } from '../../../../src/worker/isWorker.js';

/** Makes a pool while the task runs. */
export async function nest(): Promise<unknown> {
  const pool = new WebWorkerPoolExecutor({ maxWorkers: 1, worker: inlineWorker });
  try {
    return [isWorker(), await pool.submit((a: number, b: number) => a + b, 40, 2).result()];
  } finally {
    await pool.shutdown();
  }
}
