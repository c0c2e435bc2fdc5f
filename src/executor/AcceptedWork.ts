import type { CancelledError } from '../errors/CancelledError.js';
import type { ExecutorShutdownError } from '../errors/ExecutorShutdownError.js';

/**
 * Work that an executor has accepted and that is not a task, or not yet: rows of a `map`, values of a `mapOn`, actions
 * of `schedule`. A shutdown waits for it as it waits for tasks.
 */
export interface AcceptedWork {
  /** True while a shutdown has to wait for the work. */
  readonly busy: boolean;
  /** True while it can emit nothing until one of its calls has run; for work that is a source of results. */
  readonly starved?: boolean;
  /** `shutdown({ cancelFutures })`: drops what is not a task yet. The executor itself cancels the tasks. */
  cancel(cause: ExecutorShutdownError): void;
  /** The timeout of a shutdown has passed, or the executor is broken: the work ends with the error. */
  abort(error: CancelledError | Error): void;
}
