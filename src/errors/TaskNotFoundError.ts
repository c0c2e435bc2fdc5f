import { brand } from './brand.js';

/**
 * The module, its export or the exposed name of a task does not exist. Its `code` is `ERR_TASK_NOT_FOUND`.
 *
 * @param message - The name that was looked up, and where.
 * @param options - `cause`: the error of the import, when the module itself is missing.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor, taskModule, TaskNotFoundError } from 'rx-futures';
 *
 * const tasks = taskModule<{ missing(): void }>();
 * const executor = new EventLoopExecutor();
 * executor.submit(tasks.missing).subscribe({
 *   error: (error) => console.log(error instanceof TaskNotFoundError), // true
 * });
 * ```
 */
export class TaskNotFoundError extends Error {
  /** A stable string that identifies the kind of error. */
  declare readonly code: string;
}
brand(TaskNotFoundError, 'TaskNotFoundError', 'ERR_TASK_NOT_FOUND');
