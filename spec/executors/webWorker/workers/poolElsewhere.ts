import { taskModule } from '../../../../src/executor/taskModule.js';
import { WebWorkerPoolExecutor } from '../../../../src/executors/webWorker/WebWorkerPoolExecutor.js';

/** Makes a pool where there may be no `Worker`, and replies with what its Future settles with. */
async function tryPool(): Promise<unknown> {
  const pool = new WebWorkerPoolExecutor({
    worker: () => new Worker(new URL('../workers/serving.js', import.meta.url), { type: 'module' }),
  });
  const { triple } = taskModule<import('./serving.js').Serving>();
  const outcome = await pool.submit(triple, 14).result().catch(String);
  await pool.shutdown();
  return outcome;
}

/** A page reaches a SharedWorker by a port that connects, and a ServiceWorker by a message with a port. */
for (const type of ['connect', 'message']) {
  addEventListener(type, (event) => {
    const [port] = (event as MessageEvent).ports;
    void tryPool().then((outcome) => port?.postMessage(outcome));
  });
}
