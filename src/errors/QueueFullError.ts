import { brand } from './brand.js';

/**
 * As many tasks wait as `maxQueue` allows, so this one was refused. Its `code` is `ERR_QUEUE_FULL`. `map` and `mapOn`
 * never meet it: they wait for room.
 *
 * Python's queues are unbounded; the limit and its error are ours.
 *
 * Errors: none of its own; it is one.
 *
 * @param message - What was refused.
 * @param maxQueue - The limit that was reached, in tasks.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor, QueueFullError } from 'rx-futures';
 *
 * const executor = new EventLoopExecutor({ maxWorkers: 1, maxQueue: 1 });
 * try {
 *   for (let i = 0; i < 3; i++) executor.submit(() => i);
 * } catch (error) {
 *   console.log(error instanceof QueueFullError && error.maxQueue); // 1
 * }
 * await executor.shutdown();
 * ```
 */
export class QueueFullError extends Error {
  /** A stable text to tell the error by. */
  declare readonly code: string;
  /** The limit that was reached, in tasks. */
  readonly maxQueue: number | undefined;

  constructor(message?: string, maxQueue?: number) {
    super(message);
    this.maxQueue = maxQueue;
  }
}
brand(QueueFullError, 'QueueFullError', 'ERR_QUEUE_FULL');
