import { TestExecutor } from '../../../src/executors/test/TestExecutor.js';
import { describeExecutor } from '../../contract/executorContract.js';
import { PacedScheduler } from '../../support/paced.js';

/** What does not apply is in the Subject: promises, which virtual time cannot wait for; copies and force, as it has neither. */
describeExecutor({
  name: 'TestExecutor',
  make: (options) => new TestExecutor(new PacedScheduler(), { abortGrace: 50, ...options }),
  copies: false,
  kills: false,
  promises: false,
});
