import { describeExecutor } from '../../contract/executorContract.js';
import { thorough } from '../../support/thorough.js';
import { threadPools } from '../../support/windows.js';

/** The forced windows run on demand (`SPEC_WINDOWS=all npm test`), and in CI, for they take long. */
const windows = thorough ? Object.keys(threadPools) : ['adaptive'];

for (const window of windows) {
  describeExecutor({
    name: `ThreadPoolExecutor, window ${window}`,
    make: (options) =>
      (threadPools[window] as (typeof threadPools)[string])({ maxWorkers: 2, abortGrace: 50, ...options }),
    copies: true,
    kills: true,
  });
}
