import type { SchedulerLike, Subscription } from 'rxjs';
import type { InFlightTasks } from './InFlightTasks.js';

/**
 * Milliseconds without a message after which the tasks that wait behind a worker's running task are better served by
 * another worker.
 */
export const stalledAfter = 2;

/** The part of a worker that is watched. */
interface BusyWorker {
  readonly tasks: InFlightTasks;
}

/**
 * Finds the workers that have sent nothing for too long. While the host was busy, messages of a worker may have arrived
 * without being delivered; so a quiet worker is only suspected first, and marked unresponsive when pending messages
 * were delivered and none was from it.
 */
export class UnresponsiveWorkerDetector {
  readonly #clock: SchedulerLike;
  readonly #workers: readonly BusyWorker[];
  readonly #checked: () => void;
  #timer: Subscription | undefined;

  /** Calls `checked` after each check. `clock` must not keep the process alive. */
  constructor(clock: SchedulerLike, workers: readonly BusyWorker[], checked: () => void) {
    this.#clock = clock;
    this.#workers = workers;
    this.#checked = checked;
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
    const now = this.#clock.now();
    const suspects = this.#workers.map(({ tasks }) => tasks).filter((tasks) => quietFor(tasks, now) > stalledAfter);
    const lastReports = suspects.map((tasks) => tasks.lastReportAt);
    this.#timer = this.#clock.schedule(() => {
      this.#timer = undefined;
      for (const [i, tasks] of suspects.entries()) tasks.noteSilence(lastReports[i] as number);
      this.#checked();
    }, 0);
  }
}

/** Returns for how many milliseconds a busy worker has sent nothing. */
function quietFor({ count, lastReportAt }: InFlightTasks, now: number): number {
  return count > 0 ? now - lastReportAt : 0;
}
