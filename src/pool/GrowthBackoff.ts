import type { SchedulerLike, Subscription } from 'rxjs';
import type { PoolWorker } from './PoolWorker.js';

/** Failed starts in a row, with no other worker left, after which the pool is broken. */
export const mostFailedStarts = 3;

/** Milliseconds from a failed start to the next try while other workers serve the pool. */
const firstDelay = 100;

/** The longest of these delays. */
const longestDelay = 30_000;

/** Milliseconds after which a worker that is still starting is not waited for before the pool breaks. */
const longestStart = 60_000;

/**
 * Decides when a pool may start workers again after a start has failed, and whether the failure breaks the pool.
 *
 * While other workers are there, growth pauses: for 100 ms after the first failure, then for twice as long each time, up to
 * 30 s. Each pause is followed by one start; only when a worker becomes ready does the pool grow freely again. With no
 * other worker left the next start follows at once, and the third failure in a row breaks the pool. A worker that has been
 * starting for a minute counts as none there: in a shortage a process may hang before it can run anything.
 */
export class GrowthBackoff {
  readonly #clock: SchedulerLike;
  readonly #workers: readonly PoolWorker[];
  readonly #retry: () => void;
  #failedStarts = 0;
  #delay = firstDelay;
  #pause: Subscription | undefined;
  #stopped = false;

  /** `retry` is called at the end of each pause. The clock must not keep the process alive. */
  constructor(clock: SchedulerLike, workers: readonly PoolWorker[], retry: () => void) {
    this.#clock = clock;
    this.#workers = workers;
    this.#retry = retry;
  }

  /** Whether a worker may be started now. */
  get allowed(): boolean {
    return !this.#stopped && (this.#pause === undefined || this.#workers.length === 0);
  }

  /** A worker is being started. After a failure the next one has to wait, in case this one never becomes ready. */
  started(): void {
    if (this.#delay > firstDelay) this.#pauseGrowth();
  }

  /** A worker has become ready. */
  ready(): void {
    this.#reset();
  }

  /** A worker has gone that was no failed start. Without a ready worker there is no time to lose. */
  gone(): void {
    if (!this.#workers.some(({ phase }) => phase === 'ready')) this.#reset();
  }

  /**
   * A worker has failed to start, and is not among the workers any more. Returns whether that breaks the pool; it does at
   * once if another try would end in the same way (`hopeless`) and no other worker is left.
   */
  failed(hopeless: boolean): boolean {
    this.#failedStarts += 1;
    if (!this.#workers.some((worker) => this.#mayServe(worker))) {
      return hopeless || this.#failedStarts >= mostFailedStarts;
    }
    this.#pauseGrowth();
    return false;
  }

  /** Ends growth for good: the pool is closed. */
  stop(): void {
    this.#reset();
    this.#stopped = true;
  }

  #mayServe({ phase, startedAt }: PoolWorker): boolean {
    return phase !== 'starting' || this.#clock.now() - startedAt < longestStart;
  }

  #reset(): void {
    this.#pause?.unsubscribe();
    this.#pause = undefined;
    this.#delay = firstDelay;
    this.#failedStarts = 0;
  }

  #pauseGrowth(): void {
    if (this.#pause !== undefined || this.#stopped) return;
    const resume = (): void => {
      this.#pause = undefined;
      this.#retry();
    };
    this.#pause = this.#clock.schedule(resume, this.#delay);
    this.#delay = Math.min(longestDelay, this.#delay * 2);
  }
}
