/** The door `rx-futures/node`: the executors of Node. */

export type { PoolOptions } from '../pool/PoolOptions.js';
export { ProcessPoolExecutor, type ProcessPoolOptions } from './ProcessPoolExecutor.js';
export { ThreadPoolExecutor, type ThreadPoolOptions } from './ThreadPoolExecutor.js';
