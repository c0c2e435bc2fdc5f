/** The door `rx-futures/node`: the executors of Node. */

export { ProcessPoolExecutor, type ProcessPoolOptions } from '../executors/process/ProcessPoolExecutor.js';
export { ThreadPoolExecutor, type ThreadPoolOptions } from '../executors/thread/ThreadPoolExecutor.js';
export type { PoolOptions } from '../pool/PoolOptions.js';
