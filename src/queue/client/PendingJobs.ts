import { BrokenExecutor } from '../../errors/BrokenExecutor.js';
import { JobNotFoundError } from '../../errors/JobNotFoundError.js';
import type { Job } from '../../executor/Job.js';
import type { RunnerHost } from '../../executor/Runner.js';
import { field, type Json } from '../codec/Json.js';
import { decodeProgress } from '../codec/progressReports.js';
import { decodeResults, type ResultNotes } from '../codec/resultCodec.js';
import type { Signer } from '../codec/signature.js';
import { sizeError } from '../codec/sizes.js';
import { sizeOf } from '../codec/valueCodec.js';
import type { JobEnd, JobListener, JobSnapshot, JobStore } from '../JobStore.js';
import type { PendingJob } from './PendingJob.js';
import { PendingJobIndex } from './PendingJobIndex.js';
import { Reconciler } from './Reconciler.js';

/** Jobs in one look-up. */
const batch = 500;
/** Milliseconds before a missing job is looked up again: a store may be recovering. */
const patience = 500;

/** Settings of {@link PendingJobs}. */
export interface PendingSettings {
  readonly store: JobStore;
  readonly signer: Signer;
  /** Greatest number of characters of a job's results. */
  readonly maxResult: number;
  /** Milliseconds between two look-ups of all pending jobs. */
  readonly reconcile: number;
  readonly onError: (error: unknown) => void;
}

/** Receives the durations of jobs and the number of servers. */
export interface PendingObserver {
  resultsReceived(pendingJob: PendingJob, notes: ResultNotes): void;
  serving(workers: number, slots: number): void;
}

/**
 * The jobs of a store that Futures wait for. Most are settled by an event, the others by the reconciler. An event is
 * only a hint: where an event and the job's record differ, the record decides.
 */
export class PendingJobs implements JobListener {
  readonly index = new PendingJobIndex();
  readonly reconciler: Reconciler;
  readonly #settings: PendingSettings;
  readonly #host: RunnerHost;
  readonly #observer: PendingObserver;

  constructor(settings: PendingSettings, host: RunnerHost, observer: PendingObserver) {
    this.#settings = settings;
    this.#host = host;
    this.#observer = observer;
    const reconciling = {
      ids: () => this.index.ids(),
      lookUp: (ids: readonly string[]) => this.lookUp(ids),
      failed: settings.onError,
    };
    this.reconciler = new Reconciler(reconciling, host.backgroundClock, settings.reconcile);
  }

  add(pendingJob: PendingJob): void {
    this.index.add(pendingJob);
    this.reconciler.start();
  }

  wants(id: string): boolean {
    return this.index.get(id) !== undefined;
  }

  started(id: string): void {
    const pendingJob = this.index.get(id);
    if (pendingJob === undefined) return;
    pendingJob.start();
    this.#host.capacityFreed();
  }

  progress(id: string, progress: Json): void {
    const pendingJob = this.index.get(id);
    if (pendingJob === undefined) return;
    try {
      const { number, values } = decodeProgress(progress);
      if (!pendingJob.isNewReport(number)) return;
      pendingJob.start();
      for (const { call, value } of values) for (const job of pendingJob.jobsOf(call)) this.#host.progress(job, value);
    } catch (error) {
      this.#settings.onError(error);
    }
  }

  ended(id: string, end: JobEnd): void {
    const pendingJob = this.index.get(id);
    if (pendingJob !== undefined && !this.#settle(pendingJob, end)) this.reconciler.request(id);
  }

  recheck(id?: string): void {
    if (id === undefined || this.wants(id)) this.reconciler.request(id);
  }

  serving(workers: number, slots: number): void {
    this.#observer.serving(workers, slots);
  }

  /** Looks jobs up and handles what was found. */
  async lookUp(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += batch) {
      const some = ids.slice(from, from + batch);
      const compared = some.some((id) => this.index.get(id)?.needsComparison);
      const found = await this.#settings.store.get(some, compared);
      for (const [i, id] of some.entries()) this.#found(id, found[i]);
    }
  }

  /** Fails all pending jobs. */
  failAll(error: (job: Job) => Error): void {
    for (const pendingJob of [...this.index]) {
      if (this.index.remove(pendingJob)) for (const job of pendingJob.live()) failAlone(job, error(job));
    }
  }

  /** Settles a pending job; returns `false` when its end cannot be read. */
  #settle(pendingJob: PendingJob, end: JobEnd): boolean {
    if (end.kind === 'results') return this.#settleResults(pendingJob, end.results);
    if (!this.index.remove(pendingJob)) return true;
    if (end.kind === 'cancelled') pendingJob.cancelled();
    else this.#lost(pendingJob, end.reason);
    return true;
  }

  #settleResults(pendingJob: PendingJob, results: Json): boolean {
    const tooLarge = sizeError('result', sizeOf(results), this.#settings.maxResult);
    if (tooLarge !== undefined) {
      if (this.index.remove(pendingJob)) pendingJob.fail(tooLarge);
      return true;
    }
    try {
      const { outcomes, notes } = decodeResults(pendingJob.id, pendingJob.calls, results, this.#settings.signer);
      this.#observer.resultsReceived(pendingJob, notes);
      if (this.index.has(pendingJob)) pendingJob.start();
      if (this.index.remove(pendingJob)) pendingJob.settle(outcomes);
      return true;
    } catch (error) {
      this.#settings.onError(error);
      return false;
    }
  }

  #found(id: string, snapshot: JobSnapshot | undefined): void {
    const pendingJob = this.index.get(id);
    if (pendingJob === undefined || !pendingJob.inStore) return;
    if (snapshot === undefined) return this.#missing(pendingJob);
    pendingJob.timesMissing = 0;
    if (pendingJob.needsComparison) this.#compare(pendingJob, snapshot);
    pendingJob.seen = true;
    if (snapshot.state !== 'waiting') this.started(id);
    if (snapshot.progress !== undefined) this.progress(id, snapshot.progress);
    if (snapshot.end !== undefined && !this.#settle(pendingJob, snapshot.end)) {
      if (this.index.remove(pendingJob)) this.#lost(pendingJob, `the results of job ${id} cannot be read`);
    }
  }

  /**
   * A key names one call: a different call with the same key is a mistake and must not get the outcome of the first.
   */
  #compare(pendingJob: PendingJob, snapshot: JobSnapshot): void {
    if (contentOf(snapshot.task, snapshot.payload) === pendingJob.content) return;
    if (this.index.remove(pendingJob)) {
      pendingJob.fail(keyMisused());
    }
  }

  #missing(pendingJob: PendingJob): void {
    pendingJob.timesMissing += 1;
    if (pendingJob.attached && !pendingJob.seen) {
      if (this.index.remove(pendingJob))
        pendingJob.fail(new JobNotFoundError(`job ${pendingJob.id} does not exist, or no longer`));
    } else if (pendingJob.timesMissing < 2) this.reconciler.requestAllIn(patience);
    else if (this.index.remove(pendingJob))
      this.#lost(pendingJob, `job ${pendingJob.id} has disappeared from the queue`);
  }

  #lost(pendingJob: PendingJob, reason: string): void {
    const { started } = pendingJob;
    pendingJob.fail(new BrokenExecutor(reason, { started: started ? true : 'unknown' }));
  }
}

/** Returns the part of a job that identifies its call. */
export function contentOf(task: string, payload: Json | undefined): string {
  return JSON.stringify([task, field(payload, 'c'), field(payload, 'd')]);
}

/** Returns the error for two different calls with the same key. */
export function keyMisused(): TypeError {
  return new TypeError('idempotencyKey must name one call, but was used before for another task or other arguments');
}

function failAlone(job: Job, error: Error): void {
  job.release();
  job.fail(error);
}
