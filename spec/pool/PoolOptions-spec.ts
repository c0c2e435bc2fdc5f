import { expect } from 'chai';
import { readOptions } from '../../src/options/readOptions.js';
import { completePoolOptions, poolSchema } from '../../src/pool/PoolOptions.js';

describe('the options of a pool', () => {
  const taker = { name: 'a pool', write: '{ maxWorkers: 1 }' };
  const defaults = { maxWorkers: 1, threadNamePrefix: 'w', onWorkerLost: 'replace' } as const;

  it('treat Infinity as no limit, and as an endless grace', () => {
    const endless = { abortGrace: Infinity, idleTimeout: Infinity, initTimeout: Infinity };
    expect(completePoolOptions(readOptions(endless, poolSchema, taker), defaults)).to.include({
      abortGrace: Infinity,
      idleTimeout: undefined,
      initTimeout: undefined,
    });
  });

  it('accept limits longer than a timer of the platform', () => {
    const long = { abortGrace: 2 ** 31, idleTimeout: 2 ** 40, initTimeout: 2 ** 31 };
    expect(completePoolOptions(readOptions(long, poolSchema, taker), defaults)).to.include(long);
  });
});
