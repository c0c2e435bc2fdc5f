import { expect } from 'chai';
import { checkPoolOptions } from '../../src/pool/PoolOptions.js';

describe('the options of a pool', () => {
  const defaults = { maxWorkers: 1, threadNamePrefix: 'w', onWorkerLost: 'replace' } as const;

  it('take Infinity for no limit, and for a grace without end', () => {
    const endless = { abortGrace: Infinity, idleTimeout: Infinity, initTimeout: Infinity };
    expect(checkPoolOptions(endless, defaults)).to.include({
      abortGrace: Infinity,
      idleTimeout: undefined,
      initTimeout: undefined,
    });
  });

  it('take limits longer than a timer of the platform', () => {
    const long = { abortGrace: 2 ** 31, idleTimeout: 2 ** 40, initTimeout: 2 ** 31 };
    expect(checkPoolOptions(long, defaults)).to.include(long);
  });
});
