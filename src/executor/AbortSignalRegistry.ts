import type { Job } from './Job.js';

interface Watched {
  readonly jobs: Set<Job>;
  readonly stop: () => void;
}

/**
 * Registers one listener per signal, however many tasks share it: ten thousand listeners would be a leak, and platforms
 * warn about them.
 */
export class AbortSignalRegistry {
  readonly #watched = new Map<AbortSignal, Watched>();

  /** Aborts the job when the signal is aborted. */
  add(signal: AbortSignal, job: Job): void {
    const watched = this.#watched.get(signal) ?? this.#watch(signal);
    watched.jobs.add(job);
  }

  delete(signal: AbortSignal, job: Job): void {
    const watched = this.#watched.get(signal);
    if (watched === undefined) return;
    watched.jobs.delete(job);
    if (watched.jobs.size === 0) this.#drop(signal, watched);
  }

  #watch(signal: AbortSignal): Watched {
    const jobs = new Set<Job>();
    const abort = (): void => {
      for (const job of jobs) job.abort(signal.reason, true);
    };
    signal.addEventListener('abort', abort, { once: true });
    const watched = { jobs, stop: () => signal.removeEventListener('abort', abort) };
    this.#watched.set(signal, watched);
    return watched;
  }

  #drop(signal: AbortSignal, watched: Watched): void {
    watched.stop();
    this.#watched.delete(signal);
  }
}
