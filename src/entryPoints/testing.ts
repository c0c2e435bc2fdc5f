/**
 * The entry point `rx-futures/testing`: executors in virtual time, and futures in a fixed state. Loads no test library.
 */
export { type FrozenOutcome, frozenFuture } from '../executors/test/frozenFuture.js';
export { TestExecutor } from '../executors/test/TestExecutor.js';
export type { SubmittedTask, TestOptions } from '../executors/test/testOptions.js';
