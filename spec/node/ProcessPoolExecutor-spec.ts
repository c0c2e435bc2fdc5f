import { ProcessPoolExecutor } from '../../src/node/ProcessPoolExecutor.js';
import { describeExecutor } from '../contract/executorContract.js';

describeExecutor({
  name: 'ProcessPoolExecutor',
  make: (options) => new ProcessPoolExecutor({ maxWorkers: 2, abortGrace: 50, ...options }),
  copies: true,
  kills: true,
  moves: false,
  gates: 'files',
});
