import type { Json } from './codec/Json.js';

/** A job as it goes into a store. */
export interface NewJob {
  /** Made by the submitter. A second job of the same id is the same job: it is not added again. */
  readonly id: string;
  /** The name of the task. */
  readonly task: string;
  /** What the serving side needs; a store does not look into it. */
  readonly payload: Json;
  /** Most times that the job may begin. */
  readonly attempts: number;
  /** Milliseconds before a job that failed begins again; twice as long each further time. */
  readonly backoff: number;
  /** Higher goes first; first in, first out within one. */
  readonly priority: number;
  /** Milliseconds before it may begin. */
  readonly delay: number;
}

/** How a job ended. */
export type JobEnd =
  /** The serving side has answered, with values or errors. */
  | { readonly kind: 'answer'; readonly answer: Json }
  /** It was withdrawn before it began, or stopped. */
  | { readonly kind: 'cancelled' }
  /** It began, and nobody will ever answer. */
  | { readonly kind: 'lost'; readonly reason: string };

/** What a store knows of a job. */
export interface JobSnapshot {
  readonly state: 'waiting' | 'running' | 'ended';
  /** The name of the task. */
  readonly task: string;
  /** What it was submitted with, when that was asked for; `undefined` also when it cannot be read. */
  readonly payload: Json | undefined;
  /** The last progress it told. */
  readonly progress: Json | undefined;
  /** When it has ended. */
  readonly end: JobEnd | undefined;
}

/** Those who have jobs in a store. What is told is a hint and may be told twice; the record decides. */
export interface JobListener {
  /** Whether anybody here wants to know of this job. */
  readonly wants: (id: string) => boolean;
  /** It has begun. Of a job that is over soon it may be left out: its end says it, too. */
  readonly started: (id: string) => void;
  /** It tells of its progress. */
  readonly progress: (id: string, progress: Json) => void;
  /** It is over. */
  readonly ended: (id: string, end: JobEnd) => void;
  /** Something may have been missed of this job, or of any when none is named: look it up. */
  readonly recheck: (id?: string) => void;
  /** Who serves: how many, and how many jobs they take at once. */
  readonly serving: (workers: number, slots: number) => void;
}

/** A job that is handed to whoever serves. */
export interface StartedJob {
  readonly id: string;
  readonly task: string;
  readonly payload: Json;
  /** Which of its beginnings this is; from 1. */
  readonly start: number;
  readonly attempts: number;
  /** Aborted when the job is to stop; the reason is what `withdraw` was given. */
  readonly signal: AbortSignal;
  /** Tells its progress; resolves when that is on its way. */
  readonly progress: (progress: Json) => Promise<void>;
}

/** What has become of a job. */
export interface JobResult {
  /** Whether it went well, for those who look at the queue. */
  readonly ok: boolean;
  /** Whether it may begin again, if it has attempts left. */
  readonly again: boolean;
  readonly end: JobEnd;
}

/** Runs jobs. It answers and does not throw. */
export type JobHandler = (job: StartedJob) => Promise<JobResult>;

/** How jobs are taken from a store. */
export interface ServeSettings {
  /** Most jobs at once. */
  readonly concurrency: number;
  /** Unique, for the records. */
  readonly name: string;
  /** Told of what goes wrong beside the jobs: connections, records that cannot be read. */
  readonly onError: (error: unknown) => void;
}

/** A running server of jobs. */
export interface JobServing {
  /** Resolves when jobs are being taken. */
  readonly ready: Promise<void>;
  /**
   * Takes no more jobs.
   *
   * @param force - Whether to leave those that run.
   * @returns Resolves when those that run are done; with `force` it waits for none.
   */
  close(force: boolean): Promise<void>;
}

/**
 * Where jobs are kept: a queue and a record of each job, with or without a network between. There are two, and one suite
 * of specs for both.
 *
 *   submitter ──add──▶ store ──job──▶ server
 *             ◀─events──     ◀─end───
 *
 * A store promises: a job begins at most `attempts` times; of `withdraw` and its beginning one wins; a job whose server
 * died ends as `lost`, or begins again; what has ended is kept for a while, to be looked up.
 */
export interface JobStore {
  /**
   * Adds jobs, in order.
   *
   * Errors: rejects when the store does not take them.
   *
   * @param jobs - What to add.
   * @returns Resolves when the store has them.
   */
  add(jobs: readonly NewJob[]): Promise<void>;
  /**
   * Takes a job back that has not begun; one that runs is told to stop.
   *
   * @param id - Which job.
   * @param reason - What the running job's signal is to say.
   * @returns Whether it will never run.
   */
  withdraw(id: string, reason: Json): Promise<boolean>;
  /**
   * Looks jobs up.
   *
   * @param ids - Which jobs.
   * @param payloads - Whether what they were submitted with is asked for as well; it may be large.
   * @returns What is known of each; `undefined` where there is no such job, or none any more.
   */
  look(ids: readonly string[], payloads?: boolean): Promise<readonly (JobSnapshot | undefined)[]>;
  /**
   * Begins to tell what happens.
   *
   * @param listener - Who is told.
   * @returns Resolves when nothing is missed from now on, with what ends it.
   */
  listen(listener: JobListener): Promise<() => Promise<void>>;
  /**
   * Begins to hand jobs out.
   *
   * @param handler - Runs them.
   * @param settings - How many at once, and who is told of trouble.
   * @returns The server.
   */
  serve(handler: JobHandler, settings: ServeSettings): JobServing;
  /** Lets go of connections. The jobs stay where they are. */
  close(): Promise<void>;
}
