import { ThreadPoolExecutor } from '../../src/node/ThreadPoolExecutor.js';
import { describeExecutor } from '../contract/executorContract.js';

describeExecutor({
  name: 'ThreadPoolExecutor',
  make: (options) => new ThreadPoolExecutor({ maxWorkers: 2, abortGrace: 50, ...options }),
  copies: true,
  kills: true,
});
