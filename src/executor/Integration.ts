import type { Future } from '../future/Future.js';
import type { Job } from './Job.js';
import type { RunInContext } from './SubmitOptions.js';

/** Receives when an executor has work, and when it has none. */
export interface ActivityListener {
  /** Called when the executor has accepted work; perhaps again while it has. */
  busy(): void;
  /** Called when no work is left; the subscribers of the last task may be notified after it. */
  idle(): void;
}

/** The additions of a framework to an executor, all of them optional. */
export interface Integration {
  /** The default of the option `captureContext`. */
  readonly captureContext?: (() => RunInContext) | undefined;
  /** Runs the executor's own work, which starts workers and timers, outside of the context of the caller. */
  readonly runOutside?: (<R>(fn: () => R) => R) | undefined;
  /** Makes the Future of a job, unless the executor has a kind of Future of its own. */
  readonly makeFuture?: ((job: Job) => Future<unknown>) | undefined;
  readonly activity?: ActivityListener | undefined;
}
