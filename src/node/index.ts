/** The door `rx-futures/node`: the executors of Node. */

export type { PoolOptions } from '../pool/PoolOptions.js';
export { ThreadPoolExecutor, type ThreadPoolOptions } from './ThreadPoolExecutor.js';
