import { BrokenExecutor } from './BrokenExecutor.js';
import { brand } from './brand.js';

/**
 * A pool of threads or of Web Workers failed: its initializer threw, its workers could not start, or a worker ended
 * while it ran the task. Its `code` is `ERR_THREAD_POOL_BROKEN`; the fields are those of {@link BrokenExecutor}.
 *
 * The name and meaning are those of Python's `concurrent.futures.thread.BrokenThreadPool`.
 *
 * @param message - The failure, in one sentence.
 * @param details - `cause`, and details of the worker.
 *
 * @example
 * ```ts
 * import { BrokenExecutor, BrokenThreadPool } from 'rx-futures';
 *
 * const error = new BrokenThreadPool('the worker exited', { exitCode: 1, started: true });
 * console.log(error instanceof BrokenExecutor, error.exitCode); // true 1
 * ```
 */
export class BrokenThreadPool extends BrokenExecutor {}
brand(BrokenThreadPool, 'BrokenThreadPool', 'ERR_THREAD_POOL_BROKEN');
