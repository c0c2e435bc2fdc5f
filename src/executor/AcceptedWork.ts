import type { CancelledError } from '../errors/CancelledError.js';
import type { ExecutorShutdownError } from '../errors/ExecutorShutdownError.js';

/**
 * Work that an executor has accepted and that is not, or not yet, a task: rows of a `map`, values of a `mapOn`, actions of
 * `schedule`. A shutdown waits for it as it waits for tasks.
 */
export interface AcceptedWork {
  /** Whether a shutdown has to wait for it. */
  readonly busy: boolean;
  /** `shutdown({ cancelFutures })`: what is not yet a task becomes none. Tasks are cancelled by the executor itself. */
  cancel(cause: ExecutorShutdownError): void;
  /** The timeout of a shutdown has passed, or the executor is broken: nothing more can come of it. */
  abort(error: CancelledError | Error): void;
}
