import type { ExecutorStats } from './Executor.js';
import type { Job } from './Job.js';

/** Counts the tasks of an executor by their states. */
export class TaskCounts {
  #submitted = 0;
  #running = 0;
  #finished = 0;
  #failed = 0;
  #cancelled = 0;

  /** True when no task is outstanding; also before the first one. */
  get allSettled(): boolean {
    return this.#outstanding === 0;
  }

  submitted(): void {
    this.#submitted += 1;
  }

  started(): void {
    this.#running += 1;
  }

  settled(job: Job): void {
    if (job.hasStarted) this.#running -= 1;
    if (job.state === 'CANCELLED') this.#cancelled += 1;
    else if (job.failed) this.#failed += 1;
    else this.#finished += 1;
  }

  /** Returns the counts as they are now. */
  stats(): Omit<ExecutorStats, 'workers' | 'idleWorkers'> {
    return {
      submitted: this.#submitted,
      queued: this.#outstanding - this.#running,
      running: this.#running,
      finished: this.#finished,
      failed: this.#failed,
      cancelled: this.#cancelled,
    };
  }

  get #outstanding(): number {
    return this.#submitted - this.#finished - this.#failed - this.#cancelled;
  }
}
