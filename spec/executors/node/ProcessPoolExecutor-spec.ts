import { describeExecutor } from '../../contract/executorContract.js';
import { thorough } from '../../support/thorough.js';
import { processPools } from '../../support/windows.js';

/** A child takes its time to start, so the other windows run on demand (`SPEC_WINDOWS=all npm test`). */
const windows = thorough ? Object.keys(processPools) : ['adaptive'];

for (const window of windows) {
  describeExecutor({
    name: `ProcessPoolExecutor, window ${window}`,
    make: (options) =>
      (processPools[window] as (typeof processPools)[string])({ maxWorkers: 2, abortGrace: 50, ...options }),
    copies: true,
    sharesNothing: true,
    kills: true,
    moves: false,
    latches: 'files',
    core: thorough, // every day, threads run it
  });
}
