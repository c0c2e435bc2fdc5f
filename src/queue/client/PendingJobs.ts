import { BrokenExecutor } from '../../errors/BrokenExecutor.js';
import { JobNotFoundError } from '../../errors/JobNotFoundError.js';
import type { Job } from '../../executor/Job.js';
import type { RunnerHost } from '../../executor/Runner.js';
import { field, type Json } from '../codec/Json.js';
import { decodeProgress } from '../codec/progressReports.js';
import { type AnswerNotes, decodeAnswer } from '../codec/resultCodec.js';
import type { Signer } from '../codec/signature.js';
import { sizeError } from '../codec/sizes.js';
import { sizeOf } from '../codec/valueCodec.js';
import type { JobEnd, JobListener, JobSnapshot, JobStore } from '../JobStore.js';
import type { PendingJob } from './PendingJob.js';
import { PendingJobIndex } from './PendingJobIndex.js';
import { Reconciler } from './Reconciler.js';

/** How many jobs are looked up at once. */
const batch = 500;
/** Milliseconds until a job is looked for again that was not there: a store may be just coming back. */
const patience = 500;

/** What those who wait for jobs work with. */
export interface PendingSettings {
  readonly store: JobStore;
  readonly signer: Signer;
  /** Most characters of an answer. */
  readonly maxResult: number;
  /** Milliseconds between two sweeps. */
  readonly reconcile: number;
  readonly onError: (error: unknown) => void;
}

/** Who learns from what comes back. */
export interface PendingObserver {
  answered(parcel: PendingJob, notes: AnswerNotes): void;
  serving(workers: number, slots: number): void;
}

/**
 * The jobs of a store that Futures here wait for. Events tell of most of them, and the sweep finds the rest; an event is a
 * hint, and the record decides wherever the two differ.
 */
export class PendingJobs implements JobListener {
  readonly parcels = new PendingJobIndex();
  readonly sweep: Reconciler;
  readonly #settings: PendingSettings;
  readonly #host: RunnerHost;
  readonly #observer: PendingObserver;

  constructor(settings: PendingSettings, host: RunnerHost, observer: PendingObserver) {
    this.#settings = settings;
    this.#host = host;
    this.#observer = observer;
    const sweeping = {
      ids: () => this.parcels.ids(),
      look: (ids: readonly string[]) => this.look(ids),
      failed: settings.onError,
    };
    this.sweep = new Reconciler(sweeping, host.backgroundClock, settings.reconcile);
  }

  add(parcel: PendingJob): void {
    this.parcels.add(parcel);
    this.sweep.begin();
  }

  wants(id: string): boolean {
    return this.parcels.get(id) !== undefined;
  }

  started(id: string): void {
    const parcel = this.parcels.get(id);
    if (parcel === undefined) return;
    parcel.begin();
    this.#host.capacityFreed();
  }

  progress(id: string, progress: Json): void {
    const parcel = this.parcels.get(id);
    if (parcel === undefined) return;
    try {
      const { number, told } = decodeProgress(progress);
      if (!parcel.isNews(number)) return;
      parcel.begin();
      for (const { call, value } of told) for (const job of parcel.of(call)) this.#host.progress(job, value);
    } catch (error) {
      this.#settings.onError(error);
    }
  }

  ended(id: string, end: JobEnd): void {
    const parcel = this.parcels.get(id);
    if (parcel !== undefined && !this.#settle(parcel, end)) this.sweep.ask(id);
  }

  recheck(id?: string): void {
    if (id === undefined || this.wants(id)) this.sweep.ask(id);
  }

  serving(workers: number, slots: number): void {
    this.#observer.serving(workers, slots);
  }

  /** Looks jobs up and acts on what is found. */
  async look(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += batch) {
      const some = ids.slice(from, from + batch);
      const compared = some.some((id) => this.parcels.get(id)?.isNew);
      const found = await this.#settings.store.look(some, compared);
      for (const [i, id] of some.entries()) this.#found(id, found[i]);
    }
  }

  /** Ends all that waits. */
  failAll(error: (job: Job) => Error): void {
    for (const parcel of [...this.parcels]) {
      if (this.parcels.remove(parcel)) for (const job of parcel.live()) failAlone(job, error(job));
    }
  }

  /** Settles a parcel; `false` when the end cannot be read. */
  #settle(parcel: PendingJob, end: JobEnd): boolean {
    if (end.kind === 'answer') return this.#answered(parcel, end.answer);
    if (!this.parcels.remove(parcel)) return true;
    if (end.kind === 'cancelled') parcel.cancelled();
    else this.#lost(parcel, end.reason);
    return true;
  }

  #answered(parcel: PendingJob, answer: Json): boolean {
    const tooLarge = sizeError('result', sizeOf(answer), this.#settings.maxResult);
    if (tooLarge !== undefined) {
      if (this.parcels.remove(parcel)) parcel.fail(tooLarge);
      return true;
    }
    try {
      const { outcomes, notes } = decodeAnswer(parcel.id, parcel.calls, answer, this.#settings.signer);
      this.#observer.answered(parcel, notes);
      if (this.parcels.has(parcel)) parcel.begin();
      if (this.parcels.remove(parcel)) parcel.settle(outcomes);
      return true;
    } catch (error) {
      this.#settings.onError(error);
      return false;
    }
  }

  #found(id: string, snapshot: JobSnapshot | undefined): void {
    const parcel = this.parcels.get(id);
    if (parcel === undefined || !parcel.inStore) return;
    if (snapshot === undefined) return this.#missing(parcel);
    parcel.missing = 0;
    if (parcel.isNew) this.#compare(parcel, snapshot);
    parcel.seen = true;
    if (snapshot.state !== 'waiting') this.started(id);
    if (snapshot.progress !== undefined) this.progress(id, snapshot.progress);
    if (snapshot.end !== undefined && !this.#settle(parcel, snapshot.end)) {
      if (this.parcels.remove(parcel)) this.#lost(parcel, `the answer of job ${id} cannot be read`);
    }
  }

  /** A key names one call: another call of the same key is a mistake, and must not get the first one's outcome. */
  #compare(parcel: PendingJob, snapshot: JobSnapshot): void {
    if (contentOf(snapshot.task, snapshot.payload) === parcel.content) return;
    if (this.parcels.remove(parcel)) {
      parcel.fail(keyMisused());
    }
  }

  #missing(parcel: PendingJob): void {
    parcel.missing += 1;
    if (parcel.attached && !parcel.seen) {
      if (this.parcels.remove(parcel))
        parcel.fail(new JobNotFoundError(`there is no job ${parcel.id}, or none any more`));
    } else if (parcel.missing < 2) this.sweep.again(patience);
    else if (this.parcels.remove(parcel)) this.#lost(parcel, `job ${parcel.id} is gone from the queue`);
  }

  #lost(parcel: PendingJob, reason: string): void {
    const { begun } = parcel;
    parcel.fail(new BrokenExecutor(reason, { started: begun ? true : 'unknown' }));
  }
}

/** What tells two calls apart. */
export function contentOf(task: string, payload: Json | undefined): string {
  return JSON.stringify([task, field(payload, 'c'), field(payload, 'd')]);
}

/** Two calls bear the same key. */
export function keyMisused(): TypeError {
  return new TypeError('this idempotencyKey was used before, for another task or other arguments');
}

function failAlone(job: Job, error: Error): void {
  job.release();
  job.fail(error);
}
