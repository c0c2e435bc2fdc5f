import type { SchedulerLike } from 'rxjs';
import type { EventBus } from '../events/EventBus.js';
import type { Job, JobRun } from './Job.js';
import type { JobQueue } from './JobQueue.js';
import type { SubmitSchema } from './SubmitOptions.js';
import type { AnyTask } from './Task.js';

/** What a runner is given to work with. */
export interface RunnerHost {
  readonly queue: JobQueue;
  readonly bus: EventBus;
  readonly clock: SchedulerLike;
  /** For timers that must not keep a process alive. */
  readonly backgroundClock: SchedulerLike;
  /**
   * The executor can go on no more: all that is outstanding fails, each job with an error of its own, and `submit` throws
   * the error of no job from now on.
   */
  broken(error: (job: Job | undefined) => Error): void;
  /** A task told of its progress. */
  progress(job: Job, value: unknown): void;
  /** A task has really ended whose job was settled while it ran. */
  stopped(job: Job, run: JobRun): void;
  /** There may be room in the queue again. */
  capacityFreed(): void;
}

/** The counts of a runner's workers. */
export interface WorkerCounts {
  readonly workers: number;
  readonly idleWorkers: number;
}

/**
 * Where the work goes: the event loop, a pool of workers, virtual time, a queue elsewhere. The executor owns the queue
 * and the Futures; the runner takes jobs from the queue when it can use them and settles them.
 */
export interface Runner {
  /** Whether it can run tasks whose results are streams. */
  readonly streams?: true;
  /** Returns a stream's value as it is now, for a task that is not handed over yet; where values are copied. */
  keepItem?(value: unknown): unknown;
  /** Called once, by the executor that owns it. */
  attach(host: RunnerHost): void;
  /** There is something in the queue. Answers soon, but never within the call. */
  notify(): void;
  /** A job has been queued: what was handed over, has not begun and is of a lower priority is to wait for it. */
  queued(job: Job): void;
  /** How many more tasks could begin right now. */
  freeSlots(): number;
  /** How many tasks in all, or calls of this one, would keep the workers busy for the next moment. */
  desiredInFlight(task?: AnyTask): number;
  /** How many calls of a `map` are to travel together when it is not said; 1 when left out. */
  chunkSize?(task: AnyTask): number;
  /** Options of a submit that this runner knows beside those of all. */
  readonly submitSchema?: SubmitSchema;
  /** By what id a job can be found again, where that outlives this process; its Futures tell it then. */
  idOf?(job: Job): string;
  /** Finds out which of the jobs handed over have begun. */
  syncStarted(): void;
  /** The jobs that were handed over and not settled. */
  inFlight(): Iterable<Job>;
  /** One job made for each worker there is, at least one. */
  broadcast(make: () => Job): Job[];
  workerCounts(): WorkerCounts;
  /** No more work will come: let the workers go when they are done, and say so when the last one is gone. */
  close(gone: () => void): void;
  /** Let them go now. */
  kill(): void;
}
