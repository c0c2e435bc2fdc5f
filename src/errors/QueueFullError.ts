import { brand } from './brand.js';

/**
 * The task was refused, because as many tasks wait as `maxQueue` allows. Its `code` is `ERR_QUEUE_FULL`. `map` and
 * `mapOn` never raise it: they wait until the queue has capacity.
 *
 * Python's queues are unbounded and have no such error.
 *
 * @param message - The refused operation.
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
  /** A stable string that identifies the kind of error. */
  declare readonly code: string;
  /** The limit that was reached, in tasks. */
  readonly maxQueue: number | undefined;

  constructor(message?: string, maxQueue?: number) {
    super(message);
    this.maxQueue = maxQueue;
  }
}
brand(QueueFullError, 'QueueFullError', 'ERR_QUEUE_FULL');
