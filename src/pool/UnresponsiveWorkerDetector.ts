import type { SchedulerLike, Subscription } from 'rxjs';
import type { PoolWorker } from './PoolWorker.js';

/** Milliseconds of silence after which what waits behind a worker's present task is better served elsewhere. */
export const stalledAfter = 2;

/**
 * Finds the workers that have fallen silent. While this side was busy a worker may have spoken without being heard; so it
 * is suspected first, and called silent only when messages have had their turn and none was from it.
 */
export class UnresponsiveWorkerDetector {
  readonly #clock: SchedulerLike;
  readonly #workers: readonly PoolWorker[];
  readonly #found: () => void;
  #timer: Subscription | undefined;

  /** `found` is called when the workers have been looked at. The clock must not keep the process alive. */
  constructor(clock: SchedulerLike, workers: readonly PoolWorker[], found: () => void) {
    this.#clock = clock;
    this.#workers = workers;
    this.#found = found;
  }

  /** Has a look in two milliseconds. */
  start(): void {
    this.#timer ??= this.#clock.schedule(() => this.#suspect(), stalledAfter);
  }

  stop(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
  }

  /** A timer comes before the messages that have arrived; a delay of 0 comes after them. */
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

/** Milliseconds for which a worker that has something to do has said nothing. */
function quietFor({ busy, lastActivityAt }: PoolWorker, time: number): number {
  return busy ? time - lastActivityAt : 0;
}
