import { expect } from 'chai';
import { BrokenThreadPool } from '../../src/errors/BrokenThreadPool.js';
import { makeGate } from '../support/gate.js';
import { threadPools } from '../support/windows.js';
import { describePoolFaults } from './poolFaults.js';

for (const [window, make] of Object.entries(threadPools)) {
  describePoolFaults({
    name: `threads, window ${window}`,
    Broken: BrokenThreadPool,
    make,
    makeGate,
    deaths: {},
    smallHeap: { resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 4 } },
    outOfMemory: ({ cause }) => expect(cause).to.have.property('code', 'ERR_WORKER_OUT_OF_MEMORY'),
    block: 1,
    smallStack: { resourceLimits: { stackSizeMb: 0.5 } },
    largeStack: { resourceLimits: { stackSizeMb: 16 } },
  });
}
