import { describeExecutor } from '../contract/executorContract.js';
import { threadPools } from '../support/windows.js';

for (const [window, make] of Object.entries(threadPools)) {
  describeExecutor({
    name: `ThreadPoolExecutor, window ${window}`,
    make: (options) => make({ maxWorkers: 2, abortGrace: 50, ...options }),
    copies: true,
    kills: true,
  });
}
