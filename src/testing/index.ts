/** The door `rx-futures/testing`: executors in virtual time, and futures that stand still. Loads no test library. */
export { type FrozenOutcome, frozenFuture } from './frozenFuture.js';
export { TestExecutor } from './TestExecutor.js';
export type { SubmittedTask, TestOptions } from './testOptions.js';
