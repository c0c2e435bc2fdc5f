import { brand } from './brand.js';

/** The details of the worker whose end failed the task. */
export interface BrokenDetails extends ErrorOptions {
  /** The exit code of the thread or process, where it had one. */
  exitCode?: number | null;
  /** The signal that ended the process, as `'SIGKILL'`; processes only. */
  signal?: string | null;
  /** The number of the worker, as in the events. */
  workerId?: number;
  /** The last lines the worker wrote to its standard error; processes only. */
  stderr?: string;
  /** True when the task had started; `'unknown'` when only the lost worker knew. */
  started?: boolean | 'unknown';
}

/**
 * The executor, or the worker that ran the task, failed. `cause` is the error that broke it; `exitCode`, `signal`,
 * `workerId`, `stderr` and `started` describe the worker. Its `code` is `ERR_EXECUTOR_BROKEN`.
 *
 * The name and meaning are those of Python's `concurrent.futures.BrokenExecutor`.
 *
 * @param message - The failure, in one sentence.
 * @param details - `cause`, and details of the worker.
 *
 * @example
 * ```ts
 * import { BrokenExecutor } from 'rx-futures';
 *
 * function worthAnotherTry(error: unknown): boolean {
 *   return error instanceof BrokenExecutor && error.started === false;
 * }
 * console.log(worthAnotherTry(new BrokenExecutor('gone', { started: false }))); // true
 * ```
 */
export class BrokenExecutor extends Error {
  /** A stable string that identifies the kind of error. */
  declare readonly code: string;
  /** The exit code of the thread or process; `undefined` or `null` when there was none. */
  readonly exitCode: number | null | undefined;
  /** The signal that ended the process; `undefined` or `null` when there was none. */
  readonly signal: string | null | undefined;
  /** The number of the worker, as in the events; `undefined` when the failure is not that of one worker. */
  readonly workerId: number | undefined;
  /** The last lines of the worker's standard error; processes only. */
  readonly stderr: string | undefined;
  /** True when the task had started before its worker was lost. */
  readonly started: boolean | 'unknown' | undefined;

  constructor(message?: string, details: BrokenDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.exitCode = details.exitCode;
    this.signal = details.signal;
    this.workerId = details.workerId;
    this.stderr = details.stderr;
    this.started = details.started;
  }
}
brand(BrokenExecutor, 'BrokenExecutor', 'ERR_EXECUTOR_BROKEN');
