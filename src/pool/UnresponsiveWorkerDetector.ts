import type { SchedulerLike, Subscription } from 'rxjs';
import type { PoolWorker } from './PoolWorker.js';

/**
 * Milliseconds without a message after which the tasks that wait behind a worker's running task are better served by
 * another worker.
 */
export const stalledAfter = 2;

/**
 * Finds the workers that have sent nothing for too long. While the host was busy, messages of a worker may have arrived
 * without being delivered; so a quiet worker is only suspected first, and marked unresponsive when pending messages
 * were delivered and none was from it.
 */
export class UnresponsiveWorkerDetector {
  readonly #clock: SchedulerLike;
  readonly #workers: readonly PoolWorker[];
  readonly #found: () => void;
  #timer: Subscription | undefined;

  /** Calls `found` after each check. `clock` must not keep the process alive. */
  constructor(clock: SchedulerLike, workers: readonly PoolWorker[], found: () => void) {
    this.#clock = clock;
    this.#workers = workers;
    this.#found = found;
  }

  /** Schedules a check in two milliseconds, unless one is scheduled. */
  start(): void {
    this.#timer ??= this.#clock.schedule(() => this.#suspect(), stalledAfter);
  }

  stop(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
  }

  /**
   * Marks the workers that stay quiet. An expired timer runs before the messages that have arrived; work scheduled with
   * a delay of 0 runs after them.
   */
  #suspect(): void {
    const suspects = this.#workers.filter((worker) => quietFor(worker, this.#clock.now()) > stalledAfter);
    const heardAt = suspects.map((worker) => worker.lastActivityAt);
    this.#timer = this.#clock.schedule(() => {
      this.#timer = undefined;
      for (const [i, worker] of suspects.entries())
        worker.unresponsive = worker.busy && worker.lastActivityAt === heardAt[i];
      this.#found();
    }, 0);
  }
}

/** Returns for how many milliseconds a busy worker has sent nothing. */
function quietFor({ busy, lastActivityAt }: PoolWorker, time: number): number {
  return busy ? time - lastActivityAt : 0;
}
