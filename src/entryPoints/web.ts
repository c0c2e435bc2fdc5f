/** The door `rx-futures/web`: the executor of browsers. */

export { WebWorkerPoolExecutor, type WebWorkerPoolOptions } from '../executors/webWorker/WebWorkerPoolExecutor.js';
export type { PoolOptions } from '../pool/PoolOptions.js';
