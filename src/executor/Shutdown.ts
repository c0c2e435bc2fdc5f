import { Subscription } from 'rxjs';
import { CancelledError } from '../errors/CancelledError.js';
import { ExecutorShutdownError } from '../errors/ExecutorShutdownError.js';
import type { ShutdownOptions } from './Executor.js';
import type { ExecutorCore } from './ExecutorCore.js';
import type { Scheduling } from './Scheduling.js';

/** Shuts an executor down: refuses new work, waits for the accepted work, ends the workers. */
export class Shutdown {
  readonly #core: ExecutorCore;
  readonly #scheduling: Scheduling;
  /** The timers of the timeouts, which end with the executor. */
  readonly #timeouts = new Subscription();
  #done: Promise<void> | undefined;

  constructor(core: ExecutorCore, scheduling: Scheduling) {
    this.#core = core;
    this.#scheduling = scheduling;
  }

  /** Starts the shutdown. May be called again, to cancel what waits or to set a timeout. */
  start({ wait = true, cancelFutures = false, timeout }: ShutdownOptions): Promise<void> {
    this.#core.stopAccepting();
    this.#scheduling.cancel();
    this.#done ??= new Promise((resolve) => this.#drain(resolve));
    if (cancelFutures) this.#cancelQueued();
    if (timeout !== undefined) this.#timeouts.add(this.#core.clock.schedule(() => this.#abortAll(timeout), timeout));
    return wait ? this.#done : Promise.resolve();
  }

  /** Every step waits for the clock and none for a promise, since promises do not settle in virtual time. */
  #drain(done: () => void): void {
    const { clock, runner } = this.#core;
    const gone = (): void => {
      this.#timeouts.unsubscribe();
      this.#core.end();
      done();
    };
    this.#core.lifecycle.whenDrained(() => clock.schedule(() => runner.close(gone), 0));
  }

  /** The cause distinguishes this from the user's cancel. */
  #cancelQueued(): void {
    const cause = new ExecutorShutdownError('cancelled by shutdown({ cancelFutures: true })');
    for (const work of this.#core.lifecycle.accepted) work.cancel(cause);
    for (const job of this.#core.outstanding()) job.cancel({ cause });
  }

  #abortAll(timeout: number): void {
    const cause = new ExecutorShutdownError(`shutdown's timeout of ${timeout} ms passed`);
    for (const job of this.#core.outstanding()) job.abort(cause, true);
    for (const work of this.#core.lifecycle.accepted) work.abort(new CancelledError(undefined, { cause }));
    this.#core.runner.kill();
  }
}
