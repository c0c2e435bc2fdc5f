import type { Subscription } from 'rxjs';
import { DeadlockDetector } from '../../executor/DeadlockDetector.js';
import type { Job } from '../../executor/Job.js';
import { isScheduledWork } from '../../executor/JobQueue.js';
import type { Runner, RunnerHost, WorkerCounts } from '../../executor/Runner.js';
import type { CallOwner, HostCall } from './HostCall.js';
import { hostContext } from './hostContext.js';

/** The settings of a runner on the host. */
export interface SlotSettings {
  readonly maxWorkers: number;
  readonly abortGrace: number;
}

/** Milliseconds of tasks in a row after which timers and I/O get a turn. */
const longestTurn = 10;

/**
 * A runner on the host, in real or virtual time: runs up to `maxWorkers` calls at once, and starts each in a turn of the
 * clock, never within `submit`. An aborted call keeps its slot until it ends, or until its grace period has passed.
 */
export abstract class SlotRunner<C extends HostCall> implements Runner, CallOwner {
  host!: RunnerHost;
  readonly #settings: SlotSettings;
  /** The calls that have a slot. */
  protected readonly calls = new Set<C>();
  /** The timers of the calls that were aborted. */
  readonly #graceTimers = new Map<C, Subscription>();
  #deadlocks!: DeadlockDetector<C>;
  #notified = false;
  #gone: (() => void) | undefined;

  constructor(settings: SlotSettings) {
    this.#settings = settings;
  }

  /** Makes the call of a job that gets a slot now. */
  protected abstract makeCall(job: Job): C;
  /** Runs a call that has got its slot. */
  protected abstract run(call: C): void;
  /** Takes the slot of an aborted call that has exceeded its grace period. */
  protected abstract giveUp(call: C): void;
  abstract broadcast(make: () => Job): Job[];
  abstract workerCounts(): WorkerCounts;

  attach(host: RunnerHost): void {
    this.host = host;
    this.#deadlocks = new DeadlockDetector(host);
  }

  notify(): void {
    if (this.#notified) return;
    this.#notified = true;
    this.host.clock.schedule(() => this.#work(), 0);
  }

  /** Tracks jobs that a task submits to its own executor, which may come to wait for itself. */
  queued(job: Job): void {
    const parent = hostContext().present;
    if (parent === undefined) return;
    for (const call of this.calls) if (call.current === parent) this.#deadlocks.add(call, job);
  }

  get streamSlots(): number {
    return this.#settings.maxWorkers;
  }

  freeSlots(): number {
    return this.#settings.maxWorkers - this.calls.size;
  }

  desiredInFlight(): number {
    return Math.min(2 * this.#settings.maxWorkers, 1024);
  }

  inFlight(): Job[] {
    return Array.from(this.#heldCalls(), ({ job }) => job);
  }

  close(gone: () => void): void {
    this.#gone = gone;
    this.checkGone();
  }

  kill(): void {
    for (const call of this.calls) if (!call.holdsJob) this.giveUp(call);
    this.checkGone();
  }

  stop(call: C, reason: unknown): void {
    hostContext().run(call.current, () => call.abort(reason));
    if (!this.calls.has(call)) return;
    const grace = call.job.options.abortGrace ?? this.#settings.abortGrace;
    if (grace === Number.POSITIVE_INFINITY) return;
    this.#graceTimers.set(
      call,
      this.host.backgroundClock.schedule(() => this.#overdue(call), grace),
    );
  }

  ended(call: C): void {
    const { job } = call;
    const stopped = !call.holdsJob;
    if (stopped) this.emitStopped(call);
    else job.release();
    this.free(call);
    this.#deadlocks.stop();
    this.#deadlocks.forget(call);
    this.#freed(stopped);
  }

  /** True when no call is left. */
  protected get empty(): boolean {
    return this.calls.size === 0;
  }

  /** True when a job waits for a slot. */
  protected get hasWork(): boolean {
    return !this.host.queue.empty;
  }

  /** True once the runner was asked to close. */
  protected get closing(): boolean {
    return this.#gone !== undefined;
  }

  /** Gives the job a slot and runs its call, unless a listener of `started` has ended it. */
  protected start(job: Job): void {
    const call = this.makeCall(job);
    this.calls.add(call);
    job.handOver(call);
    job.start();
    if (this.calls.has(call)) this.run(call);
  }

  /** Frees the slot of a call. */
  protected free(call: C): void {
    this.calls.delete(call);
    this.#graceTimers.get(call)?.unsubscribe();
    this.#graceTimers.delete(call);
  }

  /** Starts jobs that do not wait in the queue. */
  protected startPinned(): void {}

  protected checkDeadlock(): void {
    this.#deadlocks.restart(this.freeSlots() <= 0, this.#heldCalls());
  }

  protected emitStopped({ job, workerId }: C): void {
    this.host.stopped(job, { worker: workerId, startedAt: undefined, endedAt: undefined });
  }

  protected checkGone(): void {
    if (this.empty) this.#gone?.();
  }

  #work(): void {
    this.#notified = false;
    const { clock, queue } = this.host;
    const startedAt = clock.now();
    this.startPinned();
    while (this.freeSlots() > 0) {
      if (clock.now() - startedAt > longestTurn) return this.notify();
      const entry = queue.take();
      if (entry === undefined) break;
      if (isScheduledWork(entry)) entry.callback();
      else this.start(entry);
    }
    this.checkDeadlock();
    this.host.capacityFreed();
  }

  #overdue(call: C): void {
    this.giveUp(call);
    this.#freed(true);
  }

  /** A slot is free. The settling of a job reports that itself. */
  #freed(reports: boolean): void {
    if (reports) this.host.capacityFreed();
    if (this.hasWork) this.notify();
    this.checkGone();
  }

  /** Returns the calls whose outcome is wanted. */
  *#heldCalls(): Iterable<C> {
    for (const call of this.calls) if (call.holdsJob) yield call;
  }
}
