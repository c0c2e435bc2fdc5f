import { TestExecutor } from '../../../src/executors/test/TestExecutor.js';
import { describeExecutor } from '../../contract/executorContract.js';
import { PacedScheduler } from '../../support/paced.js';

/** Without promises, which virtual time cannot await, and without copies and forced ends, which it does not have. */
describeExecutor({
  name: 'TestExecutor',
  make: (options) => new TestExecutor(new PacedScheduler(), { abortGrace: 50, ...options }),
  copies: false,
  kills: false,
  promises: false,
});
