import { InvalidStateError } from '../errors/InvalidStateError.js';
import { realm } from '../protocol/realm.js';

/** The running task as seen from its own code, returned by `currentTask()`. */
export interface CurrentTask {
  /** The number of the task, equal to the `id` in the executor's events. */
  readonly id: number;
  /** The `label` that the task was submitted with. */
  readonly label?: string;
  /** The worker that runs it: its number, as `worker` in the executor's events, and its name, as `workerName` there. */
  readonly worker: { readonly id: number; readonly name: string };
  /** A signal that aborts when the Future is aborted or a limit passes; its `reason` is the reason of the abort. */
  readonly signal: AbortSignal;
  /** True if the task is to stop; current inside a synchronous loop too, where memory is shared with the host. */
  readonly aborted: boolean;
  /**
   * Throws if the task is to stop; for use inside loops.
   *
   * @throws The reason of the abort.
   */
  throwIfAborted(): void;
  /**
   * Reports progress: the value arrives at `future.progress` in order, before the result. The first value is sent at
   * once; values that follow within half a millisecond share a message, and of more than a thousand of those only the
   * latest are sent.
   *
   * @param value - Any value that can be cloned, or moved when marked by `transfer`.
   * @throws SerializationError when the value cannot be sent.
   */
  progress(value: unknown): void;
}

/**
 * Returns the running task: its id, label and worker, its abort signal, and its progress report. It works across
 * `await`; in a browser with `tasksPerWorker` above 1 only until the first `await`, so keep the returned object.
 *
 * Errors: `InvalidStateError` if no task runs.
 *
 * @returns The running task.
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
  if (current === undefined) throw new InvalidStateError('currentTask() was called outside of a task');
  return current;
}
