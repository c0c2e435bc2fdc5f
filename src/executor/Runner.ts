import type { SchedulerLike } from 'rxjs';
import type { EventBus } from '../events/EventBus.js';
import type { Future } from '../future/Future.js';
import type { KeepItem } from '../streams/ports.js';
import type { Job, JobRun } from './Job.js';
import type { JobQueue } from './JobQueue.js';
import type { SubmitSchema } from './SubmitOptions.js';
import type { AnyTask } from './Task.js';

/** The part of the executor that its runner uses. */
export interface RunnerHost {
  readonly queue: JobQueue;
  readonly bus: EventBus;
  readonly clock: SchedulerLike;
  /** The clock for timers that must not keep a process alive. */
  readonly backgroundClock: SchedulerLike;
  /**
   * Breaks the executor: every outstanding job fails with the error made for it, and `submit` throws the error made for
   * `undefined` from now on.
   */
  broken(error: (job: Job | undefined) => Error): void;
  /** Passes on a progress value that a task has reported. */
  progress(job: Job, value: unknown): void;
  /** Reports the real end of a task whose job was settled while it ran. */
  stopped(job: Job, run: JobRun): void;
  /** Reports that the queue may have capacity again. */
  capacityFreed(): void;
}

/** The counts of a runner's workers. */
export interface WorkerCounts {
  readonly workers: number;
  readonly idleWorkers: number;
}

/**
 * Runs the work: on the event loop, on a pool of workers, in virtual time or through a queue. The executor owns the
 * queue and the Futures; the runner takes jobs from the queue when it can run them, and settles them.
 *
 * A runner has eight methods. The optional members are hints; each states what the executor does without it.
 */
export interface Runner extends RunnerHints {
  /** Connects the runner to its executor, which calls this once. */
  attach(host: RunnerHost): void;
  /** Notifies the runner of entries in the queue. It acts soon, but never within the call. */
  notify(): void;
  /** Returns how many more tasks could start right now. */
  freeSlots(): number;
  /** Returns the jobs that were handed over and have not settled. */
  inFlight(): Iterable<Job>;
  /** Makes and runs one job for each worker, and at least one. */
  broadcast(make: () => Job): Job[];
  workerCounts(): WorkerCounts;
  /** Retires the workers when their work is done, and calls back when the last one is gone. No more work will come. */
  close(gone: () => void): void;
  /** Terminates the workers now. */
  kill(): void;
}

/** The optional members of a runner. */
export interface RunnerHints {
  /** The number of streams that can run at once: a stream has a slot until it ends. Default: `stream` and `through` throw. */
  readonly streamSlots?: number;
  /**
   * Returns a copy of an operator's input as it is now, for a task that is not handed over yet; `keep` makes it by a
   * clone. Default: the value itself, which fits where values are not copied.
   */
  keepItem?(value: unknown, keep: KeepItem): unknown;
  /** Takes items of a stream that arrived and are not delivered, since it has ended. Default: they belong to the task. */
  closeDropped?(items: ArrayLike<unknown>): void;
  /**
   * Notifies the runner of a queued job, for example so that it takes back jobs of lower priority that have not
   * started. Default: none are taken back.
   */
  queued?(job: Job): void;
  /** Returns how many calls, `chunkSize` in one message, would keep the workers busy for the next moment. Default: 64. */
  desiredInFlight?(chunkSize: number): number;
  /** Returns how many calls of a `map` travel in one message when `chunkSize` is not set. Default: 1. */
  suggestedChunkSize?(task: AnyTask): number;
  /** The checks of the submit options, including those that only this runner has. Default: the common ones. */
  readonly submitSchema?: SubmitSchema;
  /** Makes the Future of a job. Default: a plain one. */
  makeFuture?(job: Job): Future<unknown>;
  /** Calls `start` on the jobs that were handed over and have started since. Default: each is started as it is handed over. */
  syncStarted?(): void;
}
