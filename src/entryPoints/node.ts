/** The entry point `rx-futures/node`: the executors for Node. */

export { ProcessPoolExecutor, type ProcessPoolOptions } from '../executors/process/ProcessPoolExecutor.js';
export { ThreadPoolExecutor, type ThreadPoolOptions } from '../executors/thread/ThreadPoolExecutor.js';
export type { PoolOptions } from '../pool/PoolOptions.js';
