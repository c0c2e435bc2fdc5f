import type { Job } from './Job.js';

interface Watched {
  readonly jobs: Set<Job>;
  readonly abort: () => void;
}

/**
 * Registers one listener per signal, however many tasks share it: ten thousand listeners would be a leak, and platforms
 * warn about them.
 */
export class AbortSignalRegistry {
  readonly #watched = new Map<AbortSignal, Watched>();

  /** Aborts the job when the signal is aborted. */
  add(signal: AbortSignal, job: Job): void {
    const { jobs } = this.#watched.get(signal) ?? this.#watch(signal);
    jobs.add(job);
  }

  delete(signal: AbortSignal, job: Job): void {
    const watched = this.#watched.get(signal);
    watched?.jobs.delete(job);
    if (watched?.jobs.size !== 0) return;
    this.#watched.delete(signal);
    signal.removeEventListener('abort', watched.abort);
  }

  #watch(signal: AbortSignal): Watched {
    const jobs = new Set<Job>();
    const abort = (): void => {
      for (const job of jobs) job.abort(signal.reason, true);
    };
    const watched = { jobs, abort };
    this.#watched.set(signal, watched);
    signal.addEventListener('abort', abort, { once: true });
    return watched;
  }
}
