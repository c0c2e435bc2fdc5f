import type { SchedulerLike } from 'rxjs';
import { QueueFullError } from '../errors/QueueFullError.js';
import { EventBus, type EventForwarder } from '../events/EventBus.js';
import { Future } from '../future/Future.js';
import type { EventLoop } from '../time/EventLoop.js';
import { eventLoopOf } from '../time/rx/eventLoopOf.js';
import { backgroundClock, systemClock } from '../time/rx/systemClock.js';
import { AbortSignalRegistry } from './AbortSignalRegistry.js';
import type { ExecutorStats } from './Executor.js';
import type { HostProcess } from './HostProcess.js';
import type { Integration } from './Integration.js';
import { Job, type JobOwner, type JobRun, type Submission } from './Job.js';
import { type JobOptions, resolveOptions } from './JobOptions.js';
import { JobQueue } from './JobQueue.js';
import { type BrokenError, Lifecycle } from './Lifecycle.js';
import type { Runner, RunnerHost } from './Runner.js';
import { type JobStreamConsumer, StreamJob } from './StreamJob.js';
import type { SubmitOptions } from './SubmitOptions.js';
import { SubmitStacks } from './SubmitStacks.js';
import { startTimeouts } from './startTimeouts.js';
import type { AnyTask } from './Task.js';
import { TaskCounts } from './TaskCounts.js';
import { TaskEvents } from './TaskEvents.js';

/** The options of an executor's core. */
export interface CoreOptions {
  /** The most tasks that may wait in the queue. */
  readonly maxQueue?: number;
  /** True to show in the stacks of workers' errors where their task was submitted. Default: `true`. */
  readonly submitStacks?: boolean;
  /** Another receiver of the events. */
  readonly echo?: EventForwarder | undefined;
  /** The clock. Default: real time. */
  readonly clock?: SchedulerLike;
  /** The process to keep alive. Default: none. */
  readonly process?: HostProcess;
}

/**
 * The core of every executor: makes a job of each task and queues it. Its {@link Lifecycle} decides which work is
 * accepted, the runner does it.
 *
 *   submit ──▶ queue ──▶ runner ──▶ job settled ──▶ counters, events, then the Future's subscribers
 */
export class ExecutorCore implements JobOwner, RunnerHost {
  readonly queue = new JobQueue();
  readonly bus: EventBus;
  readonly runner: Runner;
  readonly clock: SchedulerLike;
  readonly backgroundClock: SchedulerLike;
  readonly eventLoop: EventLoop;
  readonly lifecycle: Lifecycle;
  /** Called when a task was queued; set while a pipeline needs it. */
  taskQueued: (() => void) | undefined;
  integration: Integration | undefined = undefined;
  readonly #maxQueue: number;
  readonly #counts = new TaskCounts();
  readonly #events: TaskEvents;
  readonly #abortSignals = new AbortSignalRegistry();
  readonly submitStacks: SubmitStacks | undefined;
  readonly #process: HostProcess | undefined;
  readonly #capacityListeners = new Set<() => void>();
  #lastId = 0;
  #lastSubmission: Submission | undefined;

  constructor(runner: Runner, options: CoreOptions) {
    this.runner = runner;
    this.bus = new EventBus(options.echo);
    this.clock = options.clock ?? systemClock;
    this.lifecycle = new Lifecycle(options.process, () => this.#counts.allSettled && this.queue.empty);
    this.#events = new TaskEvents(this.bus, this.clock);
    this.backgroundClock = options.clock ?? backgroundClock;
    this.#process = options.process;
    this.eventLoop = eventLoopOf(this.clock);
    this.#maxQueue = options.maxQueue ?? Number.POSITIVE_INFINITY;
    this.submitStacks = options.submitStacks === false ? undefined : new SubmitStacks();
    runner.attach(this);
  }

  /** Returns how many more tasks may be submitted before `maxQueue` is reached. */
  capacity(): number {
    if (this.#maxQueue === Number.POSITIVE_INFINITY) return this.#maxQueue;
    return this.#maxQueue - this.queue.size + this.runner.freeSlots();
  }

  /** Calls back when there may be capacity under `maxQueue` again; returns the function that stops that. */
  whenCapacityFreed(callback: () => void): () => void {
    this.#capacityListeners.add(callback);
    return () => this.#capacityListeners.delete(callback);
  }

  /** Submits a task; with a stream consumer, its result is streamed. */
  submit<R>(
    task: AnyTask,
    args: readonly unknown[],
    options: SubmitOptions | JobOptions,
    consumer?: JobStreamConsumer,
  ): Job<R> {
    this.lifecycle.checkOpen(this.#counts.allSettled);
    return this.submitAccepted(task, args, options, consumer);
  }

  /** Submits a task of work that was accepted before, which may continue after the shutdown. */
  submitAccepted<R>(
    task: AnyTask,
    args: readonly unknown[],
    options: SubmitOptions | JobOptions,
    consumer?: JobStreamConsumer,
  ): Job<R> {
    this.lifecycle.checkNotBroken();
    if (this.capacity() <= 0) {
      throw new QueueFullError(`the queue is full: maxQueue is ${this.#maxQueue}`, this.#maxQueue);
    }
    const resolved = resolveOptions(options);
    const runOutside = this.integration?.runOutside;
    if (runOutside === undefined) return this.#enqueueNew(task, args, resolved, consumer) as Job<R>;
    return runOutside(() => this.#enqueueNew(task, args, resolved, consumer)) as Job<R>;
  }

  /** Submits one job for each worker. */
  broadcast(task: AnyTask, args: readonly unknown[], options: SubmitOptions): Job[] {
    this.lifecycle.checkOpen();
    const runOutside = this.integration?.runOutside;
    const given = runOutside ? resolveOptions(options) : options;
    const broadcast = (): Job[] => this.runner.broadcast(() => this.#makeJob(task, args, resolveOptions(given)));
    const jobs = runOutside ? runOutside(broadcast) : broadcast();
    if (jobs.length === 0) this.lifecycle.checkOpen();
    return jobs;
  }

  #makeJob(task: AnyTask, args: readonly unknown[], options: JobOptions, consumer?: JobStreamConsumer): Job {
    const id = ++this.#lastId;
    const submission = this.#submission(task, options);
    const job =
      consumer === undefined ? new Job(id, submission, args) : (new StreamJob(id, submission, args, consumer) as Job);
    job.future = this.runner.makeFuture?.(job) ?? this.integration?.makeFuture?.(job) ?? new Future(job);
    if (this.#counts.allSettled) {
      this.#process?.hold();
      this.lifecycle.activity?.busy();
    }
    this.#counts.submitted();
    this.#events.queued(job);
    if (options.signal?.aborted) job.abort(options.signal.reason, true);
    else job.limits = startTimeouts(job, this.clock, this.#abortSignals);
    return job;
  }

  jobStarted(job: Job): void {
    this.#counts.started();
    this.#events.started(job);
  }

  jobSettled(job: Job): void {
    this.queue.forget(job);
    this.#counts.settled(job);
    this.#events.settled(job);
    this.capacityFreed();
    if (this.#counts.allSettled) this.#allSettled();
  }

  progress(job: Job, value: unknown): void {
    if (job.state !== 'RUNNING') return;
    this.#events.progress(job, value);
    job.progress(value);
  }

  stopped(job: Job, run: JobRun): void {
    this.#events.stopped(job, run);
  }

  capacityFreed(): void {
    if (this.#capacityListeners.size > 0 && this.capacity() > 0)
      for (const callback of this.#capacityListeners) callback();
  }

  broken(error: BrokenError): void {
    if (!this.lifecycle.break(error)) return;
    for (const job of [...this.runner.inFlight(), ...this.queue.jobs()]) job.fail(error(job));
    for (const work of this.lifecycle.accepted) work.abort(error(undefined));
    if (this.queue.empty) this.lifecycle.checkDrained();
    else this.runner.notify();
  }

  stats(): ExecutorStats {
    this.runner.syncStarted?.();
    return { ...this.#counts.stats(), ...this.runner.workerCounts() };
  }

  /** Refuses new work from now on. */
  stopAccepting(): void {
    this.lifecycle.shutDown();
    this.#process?.hold();
  }

  /** Returns the jobs that have not settled. */
  outstanding(): Job[] {
    return [...this.queue.jobs(), ...this.runner.inFlight()].filter(
      (job) => job.state !== 'CANCELLED' && job.state !== 'FINISHED',
    );
  }

  /** Ends the executor: its workers are gone. */
  end(): void {
    this.#process?.end();
    this.bus.complete();
  }

  #enqueueNew(task: AnyTask, args: readonly unknown[], options: JobOptions, consumer?: JobStreamConsumer): Job {
    const job = this.#makeJob(task, args, options, consumer);
    if (job.state === 'PENDING') this.#enqueue(job);
    return job;
  }

  #enqueue(job: Job): void {
    this.queue.push(job);
    this.taskQueued?.();
    this.runner.queued?.(job);
    this.runner.notify();
  }

  /** Returns the submission that jobs share; mostly the last one again. */
  #submission(task: AnyTask, options: JobOptions): Submission {
    const site = options.site ?? this.submitStacks?.capture();
    const last = this.#lastSubmission;
    if (last?.task === task && last.options === options && last.site === site) return last;
    this.#lastSubmission = { owner: this, task, options, site };
    return this.#lastSubmission;
  }

  #allSettled(): void {
    this.#lastSubmission = undefined;
    if (!this.lifecycle.isShutDown) this.#process?.release();
    this.lifecycle.checkDrained();
  }
}
