import type { Json } from './codec/Json.js';

/** A job to be added to a store. */
export interface NewJob {
  /** Chosen by the submitter. A job whose id the store already has is not added again. */
  readonly id: string;
  /** The name of the task. */
  readonly task: string;
  /** Data for the server of the job; opaque to the store. */
  readonly payload: Json;
  /** Greatest number of times that the job may be started. */
  readonly attempts: number;
  /** Milliseconds before a failed job is started again; doubled for each further attempt. */
  readonly backoff: number;
  /** Jobs of a higher priority go first; those of the same priority in the order in which they were added. */
  readonly priority: number;
  /** Milliseconds before the job may be started. */
  readonly delay: number;
}

/** How a job ended. */
export type JobEnd =
  /** The server has returned results: values or errors. */
  | { readonly kind: 'results'; readonly results: Json }
  /** The job was withdrawn before it had started, or stopped. */
  | { readonly kind: 'cancelled' }
  /** The job had started, and no result will arrive. */
  | { readonly kind: 'lost'; readonly reason: string };

/** The state of a job as the store knows it. */
export interface JobSnapshot {
  readonly state: 'waiting' | 'running' | 'ended';
  /** The name of the task. */
  readonly task: string;
  /** The job's payload, if it was requested; `undefined` also when it cannot be read. */
  readonly payload: Json | undefined;
  /** The last progress that the job reported. */
  readonly progress: Json | undefined;
  /** `undefined` until the job has ended. */
  readonly end: JobEnd | undefined;
}

/** Receives the events of a store's jobs. An event is a hint and may arrive twice; the job's record decides. */
export interface JobListener {
  /** True if this listener waits for the job. */
  readonly wants: (id: string) => boolean;
  /** The job has started. May be omitted for a short job, whose end implies it. */
  readonly started: (id: string) => void;
  /** The job has reported progress. */
  readonly progress: (id: string, progress: Json) => void;
  /** The job has ended. */
  readonly ended: (id: string, end: JobEnd) => void;
  /** Events of this job may have been missed, or of any job when no id is given: look it up. */
  readonly recheck: (id?: string) => void;
  /** The number of servers, and of jobs that they run at once. */
  readonly serving: (workers: number, slots: number) => void;
}

/** A job that is handed to a server. */
export interface StartedJob {
  readonly id: string;
  readonly task: string;
  readonly payload: Json;
  /** The number of this attempt, from 1. */
  readonly start: number;
  readonly attempts: number;
  /** Aborted when the job is to stop; the reason is the one passed to `withdraw`. */
  readonly signal: AbortSignal;
  /** Reports progress; resolves once the report has been sent. */
  readonly progress: (progress: Json) => Promise<void>;
}

/** The result of one run of a job. */
export interface JobResult {
  /** True if the job succeeded; shown by dashboards of the queue. */
  readonly ok: boolean;
  /** True if the job may be started again while it has attempts left. */
  readonly again: boolean;
  readonly end: JobEnd;
}

/** Runs a job. The promise never rejects. */
export type JobHandler = (job: StartedJob) => Promise<JobResult>;

/** Options of a server. */
export interface ServeSettings {
  /** Greatest number of jobs at once. */
  readonly concurrency: number;
  /** A unique name for the job records. */
  readonly name: string;
  /** Called with errors that belong to no job: lost connections, records that cannot be read. */
  readonly onError: (error: unknown) => void;
}

/** A running server. */
export interface JobServing {
  /** Resolves once the server takes jobs. */
  readonly ready: Promise<void>;
  /**
   * Stops taking jobs.
   *
   * @param force - True to abandon the running jobs.
   * @returns Resolves when the running jobs have ended; at once with `force`.
   */
  close(force: boolean): Promise<void>;
}

/**
 * Keeps jobs: a queue, and a record of each job, in this process or behind a network. One suite of specs tests both
 * implementations.
 *
 *   submitter ──add──▶ store ──job──▶ server
 *             ◀─events──     ◀─end───
 *
 * Guarantees of a store: a job is started at most `attempts` times; `withdraw` and the start of the job race, and
 * exactly one wins; a job whose server died ends as `lost` or is started again; an ended job is kept for a while, to be
 * looked up.
 */
export interface JobStore {
  /**
   * Adds jobs, in order.
   *
   * Errors: rejects when the store does not accept them.
   *
   * @param jobs - The jobs.
   * @returns Resolves when the store has them.
   */
  add(jobs: readonly NewJob[]): Promise<void>;
  /**
   * Withdraws a job that has not started; aborts a running one.
   *
   * @param id - The job's id.
   * @param reason - The reason of the running job's signal.
   * @returns True if the job will never run.
   */
  withdraw(id: string, reason: Json): Promise<boolean>;
  /**
   * Returns the jobs of some ids.
   *
   * @param ids - The jobs' ids.
   * @param payloads - True to read the payloads too, which may be large.
   * @returns The state of each job; `undefined` for one that does not exist, or no longer.
   */
  get(ids: readonly string[], payloads?: boolean): Promise<readonly (JobSnapshot | undefined)[]>;
  /**
   * Subscribes to the events of the store.
   *
   * @param listener - Receives the events.
   * @returns Resolves once no event is missed any more, with a function that unsubscribes.
   */
  listen(listener: JobListener): Promise<() => Promise<void>>;
  /**
   * Starts a server.
   *
   * @param handler - Runs the jobs.
   * @param settings - The server's options.
   * @returns The server.
   */
  serve(handler: JobHandler, settings: ServeSettings): JobServing;
  /** Closes the connections. The jobs stay in the store. */
  close(): Promise<void>;
}
