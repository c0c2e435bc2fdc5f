import type { Job, JobHolder } from '../../executor/Job.js';
import type { VirtualCall } from './VirtualCall.js';

/** A worker in virtual time: runs one call at a time, and holds the jobs that are for this worker only. */
export class VirtualWorker implements JobHolder {
  readonly workerId: number;
  readonly name: string;
  /** The call that occupies the worker; an aborted one occupies it until it ends. */
  call: VirtualCall | undefined;
  readonly #pinned: Job[] = [];

  constructor(id: number) {
    this.workerId = id;
    this.name = `TestExecutor_${id}`;
  }

  /** The waiting jobs for this worker only. */
  get pinned(): readonly Job[] {
    return this.#pinned;
  }

  /** The jobs of this worker that are not settled. */
  get held(): Job[] {
    return this.call?.holdsJob ? [this.call.job, ...this.#pinned] : [...this.#pinned];
  }

  /** Adds a job for this worker only. */
  pin(job: Job): void {
    job.handOver(this);
    this.#pinned.push(job);
  }

  /** Removes and returns the next job for this worker only. */
  takePinned(): Job | undefined {
    return this.#pinned.shift();
  }

  takeBack(job: Job): boolean {
    return this.#unpin(job);
  }

  stop(job: Job): void {
    this.#unpin(job);
  }

  #unpin(job: Job): boolean {
    const at = this.#pinned.indexOf(job);
    if (at < 0) return false;
    this.#pinned.splice(at, 1);
    job.release();
    return true;
  }
}
