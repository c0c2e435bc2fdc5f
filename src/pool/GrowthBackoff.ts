import type { SchedulerLike, Subscription } from 'rxjs';
import type { WorkerPhase } from './WorkerConnection.js';

/** Failed starts in a row, with no other worker left, that break the pool. */
export const mostFailedStarts = 3;

/** Milliseconds from the first failed start to the next try while other workers serve the pool. */
const firstDelay = 100;

/** The longest of these delays. */
const longestDelay = 30_000;

/** Milliseconds after which a worker that is still starting no longer counts as one that may serve the pool. */
const longestStart = 60_000;

/** The part of a worker that decides if it may serve the pool. */
interface StartedWorker {
  readonly phase: WorkerPhase;
  readonly startedAt: number;
}

/**
 * Decides when a pool may start workers again after a failed start, and whether the failure breaks the pool.
 *
 * While other workers exist, growth pauses: for 100 ms after the first failure, then for twice as long each time, up to
 * 30 s. One start follows each pause; the pool grows freely again once a worker becomes ready that was started after the
 * last failure (one that was started before does not show the shortage). With no other worker left the next start
 * follows at once, and the third failure in a row breaks the pool. Workers that were started together count as one try,
 * since they may have taken from each other what was short. A worker that has been starting for a minute does not count
 * there: when memory or processes are short, a process may hang before it runs any code.
 */
export class GrowthBackoff {
  readonly #clock: SchedulerLike;
  readonly #workers: readonly StartedWorker[];
  readonly #retry: () => void;
  /** Failed tries in a row. */
  #failedStarts = 0;
  /** How many workers have been started, and how many of them when a start failed last. */
  #starts = 0;
  #startsAtFailure = 0;
  #delay = firstDelay;
  #pause: Subscription | undefined;
  #stopped = false;

  /** Calls `retry` at the end of each pause. `clock` must not keep the process alive. */
  constructor(clock: SchedulerLike, workers: readonly StartedWorker[], retry: () => void) {
    this.#clock = clock;
    this.#workers = workers;
    this.#retry = retry;
  }

  /** True while a worker may be started. */
  get allowed(): boolean {
    return !this.#stopped && (this.#pause === undefined || this.#workers.length === 0);
  }

  /**
   * Called when a worker is being started. After a failure the next start waits, in case this worker never becomes
   * ready.
   */
  started(): void {
    this.#starts += 1;
    if (this.#delay > firstDelay) this.#pauseGrowth();
  }

  /** Called when this worker has become ready. Workers are numbered from 0, in the order of their starts. */
  ready(workerId: number): void {
    if (workerId >= this.#startsAtFailure) this.#reset();
  }

  /**
   * Called when a worker has ended other than by a failed start. If no worker is ready, the pool may start one at once.
   */
  gone(): void {
    if (!this.#workers.some(({ phase }) => phase === 'ready')) this.#reset();
  }

  /**
   * Called when this worker has failed to start, after it was removed from the workers. Returns true if the failure
   * breaks the pool; that is at once if another try would end in the same way (`hopeless`) and no other worker is left.
   */
  failed(hopeless: boolean, workerId: number): boolean {
    if (workerId >= this.#startsAtFailure) this.#failedStarts += 1;
    this.#startsAtFailure = this.#starts;
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

  #mayServe({ phase, startedAt }: StartedWorker): boolean {
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
