/** The door `rx-futures/testing`: executors in virtual time, and futures that stand still. Loads no test library. */
export { type FrozenOutcome, frozenFuture } from '../executors/test/frozenFuture.js';
export { TestExecutor } from '../executors/test/TestExecutor.js';
export type { SubmittedTask, TestOptions } from '../executors/test/testOptions.js';
