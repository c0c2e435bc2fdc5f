import { readOptions } from '../../src/options/readOptions.js';
import { completePoolOptions, type PoolOptions, type PoolSettings, poolSchema } from '../../src/pool/PoolOptions.js';

/** Returns the complete settings of a pool with these options. */
export function poolSettings(options: PoolOptions = {}): PoolSettings {
  const defaults = { maxWorkers: 4, threadNamePrefix: 'fake', onWorkerLost: 'replace' } as const;
  return completePoolOptions(readOptions(options, poolSchema, { name: 'a pool', write: '{}' }), defaults);
}
