import { InvalidStateError } from '../errors/InvalidStateError.js';
import { realm } from '../protocol/realm.js';

/** What a task can know of itself, by `currentTask()`. */
export interface CurrentTask {
  /** The number of the task: the `id` of the executor's events. */
  readonly id: number;
  /** The `label` it was submitted with. */
  readonly label?: string;
  /** Aborted when the Future is aborted or a limit passes; its `reason` is that of the abort. */
  readonly signal: AbortSignal;
  /** Whether the task is to stop; right inside a synchronous loop too, where memory is shared with the host. */
  readonly aborted: boolean;
  /**
   * Ends the task if it is to stop: for use inside loops.
   *
   * @throws The reason of the abort.
   */
  throwIfAborted(): void;
  /**
   * Tells of progress: arrives at `future.progress` in order, before the result. The first value leaves at once; values
   * that follow within half a millisecond travel together, and of more than a thousand of those the latest do.
   *
   * @param value - Any value that can be cloned, or moved when marked by `transfer`.
   * @throws SerializationError when the value cannot cross.
   */
  progress(value: unknown): void;
}

/**
 * The task that runs here: its id and label, its abort signal, and the way to tell of progress. Right across `await`;
 * in a browser with `tasksPerWorker` above 1 only until the first one, so keep what it gives.
 *
 * Errors: `InvalidStateError` where no task runs.
 *
 * @returns The present task.
 * @throws InvalidStateError outside of a task.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor } from 'rx-futures';
 * import { currentTask } from 'rx-futures/worker';
 *
 * async function count(to: number): Promise<number> {
 *   const task = currentTask();
 *   for (let i = 1; i <= to; i++) {
 *     task.throwIfAborted();
 *     task.progress(i / to);
 *   }
 *   return to;
 * }
 * const executor = new EventLoopExecutor();
 * console.log(await executor.submit(count, 3).result()); // 3
 * await executor.shutdown();
 * ```
 */
export function currentTask(): CurrentTask {
  const current = realm.currentCall?.() as CurrentTask | undefined;
  if (current === undefined) throw new InvalidStateError('currentTask() was called where no task runs');
  return current;
}
