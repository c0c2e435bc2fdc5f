import { VirtualTimeScheduler } from 'rxjs';
import { EventBus } from '../../src/events/EventBus.js';
import type { ExecutorEvent } from '../../src/events/ExecutorEvent.js';
import { Job, type JobOwner, type JobRun, type Submission } from '../../src/executor/Job.js';
import type { JobOptions } from '../../src/executor/JobOptions.js';
import { JobQueue } from '../../src/executor/JobQueue.js';
import type { RunnerHost } from '../../src/executor/Runner.js';
import { Future } from '../../src/future/Future.js';

/** The task of the jobs that {@link FakeHost.job} makes. */
export const task = (): number => 1;

/** The executor's side of a pool, with a clock that the spec moves: makes jobs, and records what the pool reports. */
export class FakeHost implements RunnerHost, JobOwner {
  readonly queue = new JobQueue();
  readonly bus = new EventBus();
  readonly clock = new VirtualTimeScheduler(undefined, 0);
  readonly backgroundClock = this.clock;
  /** The progress values, and the runs of jobs that were settled before their task ended. */
  readonly values: unknown[] = [];
  readonly stoppedRuns: JobRun[] = [];
  #lastId = 0;

  job(options: JobOptions = {}, args: readonly unknown[] = []): Job {
    return this.adopt((id, submission) => new Job(id, submission, args), options);
  }

  /** Makes a job of any class. */
  adopt(make: (id: number, submission: Submission) => Job, options: JobOptions = {}): Job {
    const job = make(++this.#lastId, { owner: this, task, options, site: undefined });
    job.future = new Future(job);
    return job;
  }

  /** Returns the events from now on. */
  record(): ExecutorEvent[] {
    const events: ExecutorEvent[] = [];
    this.bus.events.subscribe((event) => events.push(event));
    return events;
  }

  /** Lets time pass, and runs what is due. */
  pass(milliseconds: number): void {
    this.clock.maxFrames = this.clock.now() + milliseconds;
    this.clock.flush();
    this.clock.frame = this.clock.maxFrames;
  }

  progress(_job: Job, value: unknown): void {
    this.values.push(value);
  }

  stopped(_job: Job, run: JobRun): void {
    this.stoppedRuns.push(run);
  }

  jobStarted(): void {}
  jobSettled(): void {}
  broken(): void {}
  capacityFreed(): void {}
}
