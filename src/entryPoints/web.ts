/** The entry point `rx-futures/web`: the executor for browsers. */

export { WebWorkerPoolExecutor, type WebWorkerPoolOptions } from '../executors/webWorker/WebWorkerPoolExecutor.js';
export type { PoolOptions } from '../pool/PoolOptions.js';
