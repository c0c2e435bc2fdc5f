import { EventLoopExecutor } from '../../src/local/EventLoopExecutor.js';
import { describeExecutor } from '../contract/executorContract.js';

describeExecutor({
  name: 'EventLoopExecutor',
  make: (options) => new EventLoopExecutor({ abortGrace: 50, ...options }),
  copies: false,
  kills: false,
});

describeExecutor({
  name: 'EventLoopExecutor with isolate',
  make: (options) => new EventLoopExecutor({ abortGrace: 50, isolate: true, ...options }),
  copies: true,
  kills: false,
});
