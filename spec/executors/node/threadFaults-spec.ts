import { expect } from 'chai';
import { BrokenThreadPool } from '../../../src/errors/BrokenThreadPool.js';
import { makeLatch } from '../../support/latch.js';
import { thorough } from '../../support/thorough.js';
import { threadPools } from '../../support/windows.js';
import { describePoolFaults } from './poolFaults.js';

/** As for processes, the forced windows run on demand (`SPEC_WINDOWS=all npm test`), and in CI. */
const windows = thorough ? Object.keys(threadPools) : ['adaptive'];

for (const window of windows) {
  describePoolFaults({
    name: `threads, window ${window}`,
    Broken: BrokenThreadPool,
    make: threadPools[window] as (typeof threadPools)[string],
    makeLatch,
    deaths: {},
    smallHeap: { resourceLimits: { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 4 } },
    outOfMemory: ({ cause }) => expect(cause).to.have.property('code', 'ERR_WORKER_OUT_OF_MEMORY'),
    block: 1,
    smallStack: { resourceLimits: { stackSizeMb: 0.5 } },
    largeStack: { resourceLimits: { stackSizeMb: 16 } },
  });
}
