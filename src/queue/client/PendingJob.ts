import type { Job, JobHolder } from '../../executor/Job.js';
import { submittedFrom } from '../../executor/submittedFrom.js';
import type { CallOutcome } from '../codec/resultCodec.js';
import type { NewJob } from '../JobStore.js';

/** A job that was submitted elsewhere. */
export type AttachedJob = Pick<NewJob, 'id' | 'task'>;

/** Owns the index and the counters of pending jobs. */
export interface PendingJobOwner {
  started(pendingJob: PendingJob): void;
  /** No Future waits for the job any more. `started` is the last known state. */
  dropped(pendingJob: PendingJob, reason: unknown, started: boolean): void;
}

/**
 * A job of the store as its submitter sees it, with the calls that it carries, mostly one. Several calls with the same
 * idempotency key, or attached to the same job, share it: each of them gets its one outcome.
 */
export class PendingJob implements JobHolder {
  readonly workerId = undefined;
  readonly id: string;
  readonly task: string;
  readonly jobs: Job[];
  /** The number of calls that the job carries. */
  readonly calls: number;
  /** The record to send; `undefined` once the store has it, and for a job that was submitted elsewhere. */
  record: NewJob | undefined;
  /** With an idempotency key: the content that a later submit with this key must have. */
  readonly content: string | undefined;
  /** True if the job was submitted elsewhere and a Future is attached to it. */
  readonly attached: boolean;
  /** Settles when the store has accepted or refused the job; `undefined` before it is sent. */
  adding: Promise<unknown> | undefined;
  /** True once the store is known to have the job. */
  inStore: boolean;
  /** True once a record of the job was seen. */
  seen = false;
  /** Look-ups in a row that found no record. */
  timesMissing = 0;
  /** Characters of its payload. */
  size = 0;
  #started = false;
  #lastReport = 0;
  readonly #owner: PendingJobOwner;

  constructor(owner: PendingJobOwner, job: NewJob | AttachedJob, jobs: Job[], content?: string) {
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

  get started(): boolean {
    return this.#started;
  }

  /** True while the record must be compared first, because the key may have been used for another call. */
  get needsComparison(): boolean {
    return !this.seen && this.content !== undefined;
  }

  /** Returns the jobs that still wait for their outcome. */
  live(): Job[] {
    return this.jobs.filter((job) => job.holder === this);
  }

  /** Returns the waiting jobs of a call: one of a chunk, or all that share a single call. */
  jobsOf(call: number): Job[] {
    if (this.calls === 1) return this.live();
    const job = this.jobs[call];
    return job?.holder === this ? [job] : [];
  }

  /** Adds a job that shares the call. */
  join(job: Job): void {
    this.jobs.push(job);
    job.handOver(this);
    if (this.#started) job.start();
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#owner.started(this);
    for (const job of this.live()) job.start();
  }

  /** Returns true if a report of this number is newer than the last one, and records the number. */
  isNewReport(number: number): boolean {
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

  /** Cancels the jobs: the store's job was withdrawn by another client. */
  cancelled(): void {
    this.#end((job) => job.abort(undefined, false));
  }

  /**
   * Returns true if the job is not known to have started; the store decides whether the start or the withdrawal came
   * first.
   */
  takeBack(): boolean {
    return !this.#started;
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
