/** The door `rx-futures/web`: the executor of browsers. */

export type { PoolOptions } from '../pool/PoolOptions.js';
export { WebWorkerPoolExecutor, type WebWorkerPoolOptions } from './WebWorkerPoolExecutor.js';
