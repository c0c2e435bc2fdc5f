import type { Job, JobHolder } from '../executor/Job.js';

/** Holds the jobs for one worker only, which no other worker may get, until the worker can take them. */
export class PinnedJobs implements JobHolder {
  readonly workerId: number;
  readonly #jobs: Job[] = [];

  constructor(workerId: number) {
    this.workerId = workerId;
  }

  get count(): number {
    return this.#jobs.length;
  }

  /** Returns the jobs, first in, first out. */
  inOrder(): readonly Job[] {
    return this.#jobs;
  }

  add(job: Job): void {
    job.handOver(this);
    this.#jobs.push(job);
  }

  /** Removes and returns the first job. */
  take(): Job | undefined {
    const job = this.#jobs.shift();
    job?.release();
    return job;
  }

  /** Does nothing: a pinned job has not started. */
  syncStarted(): void {}

  takeBack(job: Job): boolean {
    this.stop(job);
    return true;
  }

  stop(job: Job): void {
    const at = this.#jobs.indexOf(job);
    if (at >= 0) this.#jobs.splice(at, 1);
    job.release();
  }
}
