/** The door `rx-futures/node`: the executors of Node. */
export { ThreadPoolExecutor, type ThreadPoolOptions } from './ThreadPoolExecutor.js';
export type { PoolOptions } from '../pool/PoolOptions.js';
