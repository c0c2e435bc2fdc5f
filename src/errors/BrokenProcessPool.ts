import { BrokenExecutor } from './BrokenExecutor.js';
import { brand } from './brand.js';

/**
 * A pool of child processes failed: its initializer threw, its workers could not start, or a child process ended while
 * it ran the task. Its `code` is `ERR_PROCESS_POOL_BROKEN`; the fields are those of {@link BrokenExecutor}.
 *
 * The name and meaning are those of Python's `concurrent.futures.process.BrokenProcessPool`.
 *
 * @param message - The failure, in one sentence.
 * @param details - `cause`, and details of the worker.
 *
 * @example
 * ```ts
 * import { BrokenExecutor, BrokenProcessPool } from 'rx-futures';
 *
 * const error = new BrokenProcessPool('the worker exited', { exitCode: 1, started: true });
 * console.log(error instanceof BrokenExecutor, error.exitCode); // true 1
 * ```
 */
export class BrokenProcessPool extends BrokenExecutor {}
brand(BrokenProcessPool, 'BrokenProcessPool', 'ERR_PROCESS_POOL_BROKEN');
