import type { Job, JobHolder } from '../../executor/Job.js';
import { submittedFrom } from '../../executor/submittedFrom.js';
import type { CallOutcome } from '../codec/resultCodec.js';
import type { NewJob } from '../JobStore.js';

/** A job that was submitted elsewhere. */
export type AttachedJob = Pick<NewJob, 'id' | 'task'>;

/** Who keeps the books on parcels. */
export interface ParcelOwner {
  begins(parcel: PendingJob): void;
  /** Nobody here wants its outcome any more. `begun`: as far as was known here. */
  dropped(parcel: PendingJob, reason: unknown, begun: boolean): void;
}

/**
 * A job of the store as its submitter sees it: the calls it carries, mostly one. Several calls of an idempotency key, or
 * of `attach`, share one job of the store: each of them gets its one outcome.
 */
export class PendingJob implements JobHolder {
  readonly workerId = undefined;
  readonly id: string;
  readonly task: string;
  readonly jobs: Job[];
  /** How many calls it carries. */
  readonly calls: number;
  /** What is to be sent; `undefined` once it has arrived, and for what was submitted elsewhere. */
  record: NewJob | undefined;
  /** Of an idempotency key: what a later submit of the key must be equal to. */
  readonly content: string | undefined;
  /** Whether it was submitted elsewhere, and a Future here is attached to it. */
  readonly attached: boolean;
  /** Resolves when the store has it, or has refused it; `undefined` before it is sent. */
  adding: Promise<unknown> | undefined;
  /** Whether the store has it, as far as we know. */
  inStore: boolean;
  /** Whether a record of it was ever seen. */
  seen = false;
  /** Looks in a row that found nothing. */
  missing = 0;
  /** Characters of its payload. */
  size = 0;
  #begun = false;
  #lastReport = 0;
  readonly #owner: ParcelOwner;

  constructor(owner: ParcelOwner, job: NewJob | AttachedJob, jobs: Job[], content?: string) {
    this.#owner = owner;
    this.id = job.id;
    this.task = job.task;
    this.record = 'payload' in job ? job : undefined;
    this.attached = this.record === undefined;
    this.inStore = this.attached;
    this.jobs = jobs;
    this.calls = jobs.length;
    this.content = content;
    for (const each of jobs) each.handOver(this);
  }

  get begun(): boolean {
    return this.#begun;
  }

  /** Whether it is to be seen first that its key was not used for something else. */
  get isNew(): boolean {
    return !this.seen && this.content !== undefined;
  }

  /** The jobs whose outcome is still wanted. */
  live(): Job[] {
    return this.jobs.filter((job) => job.holder === this);
  }

  /** Those of the jobs that a call of the job in the store is for: one of a chunk, or all that share the only one. */
  of(call: number): Job[] {
    if (this.calls === 1) return this.live();
    const job = this.jobs[call];
    return job?.holder === this ? [job] : [];
  }

  /** Another call that shares the job. */
  join(job: Job): void {
    this.jobs.push(job);
    job.handOver(this);
    if (this.#begun) job.start();
  }

  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#owner.begins(this);
    for (const job of this.live()) job.start();
  }

  /** Whether a report of this number is news. */
  isNews(number: number): boolean {
    if (number <= this.#lastReport) return false;
    this.#lastReport = number;
    return true;
  }

  settle(outcomes: readonly CallOutcome[]): void {
    for (const [i, job] of this.jobs.entries()) {
      if (job.holder !== this) continue;
      const { failed, value } = outcomes[this.calls === 1 ? 0 : i] as CallOutcome;
      job.release();
      if (failed) job.fail(submittedFrom(job.site, value));
      else job.succeed(value);
    }
  }

  fail(error: unknown): void {
    this.#end((job) => job.fail(error));
  }

  /** It was withdrawn by somebody else. */
  cancelled(): void {
    this.#end((job) => job.abort(undefined, false));
  }

  /** Not begun as far as is known here: the store will say which of the two came first. */
  takeBack(): boolean {
    return !this.#begun;
  }

  stop(job: Job, reason: unknown): void {
    if (this.live().length === 0) this.#owner.dropped(this, reason, job.hasStarted);
  }

  #end(end: (job: Job) => void): void {
    for (const job of this.live()) {
      job.release();
      end(job);
    }
  }
}
