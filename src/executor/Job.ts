import { CancelledError } from '../errors/CancelledError.js';
import { limitPassed } from '../errors/limitPassed.js';
import { Deferred, firstFreeFlag } from '../future/Deferred.js';
import type { FutureState } from '../future/transitions.js';
import type { ConnectOperator, ProducerPort, StreamPort } from '../streams/ports.js';
import type { JobOptions } from './JobOptions.js';
import type { Site } from './SubmitStacks.js';
import { type AnyTask, taskName } from './Task.js';

/** The owner of the task counters. */
export interface JobOwner {
  jobStarted(job: Job): void;
  jobSettled(job: Job): void;
}

/** The data that calls submitted in one go share: one object for all of them. */
export interface Submission {
  readonly owner: JobOwner;
  readonly task: AnyTask;
  readonly options: JobOptions;
  /** The place of the submit, for the stacks of workers' errors. */
  readonly site: Site | undefined;
}

/** The holder of a job that was handed over: a worker of a pool, or the event loop. */
export interface JobHolder {
  /** The number of the worker, for the events. */
  readonly workerId: number | undefined;
  /** Returns when the job really started, for holders that learn of it late. */
  taskStartedAt?(job: Job): number | undefined;
  /** Checks if the job has started, and calls `job.start()` if so; for holders that learn of it late. */
  syncStarted?(job: Job): void;
  /** Takes the job back if it has not started. This call and the worker's start race; exactly one succeeds. */
  takeBack(job: Job): boolean;
  /** Stops the running task: the job was settled without the worker's result. */
  stop(job: Job, reason: unknown): void;
  /**
   * Returns the port to the producer of the job's stream, where the holder supports streams; called once the job has
   * started.
   */
  streamPort?(job: Job): StreamPort | undefined;
  /** Returns the port to the operator that the job runs, likewise; `connect` makes it where that is in a worker. */
  operatorPort?(job: Job, connect: ConnectOperator): ProducerPort | undefined;
}

/** Where and when a task ran, as far as its worker reported it. Kept only while the events have a listener. */
export interface JobRun {
  readonly worker: number | undefined;
  startedAt: number | undefined;
  endedAt: number | undefined;
}

/** The timers and listeners of one job. */
export interface JobLimits {
  /** The task has started: stops the timer of waiting, starts that of running. */
  started(): void;
  end(): void;
}

/** Fields that few jobs use. */
interface ColdFields {
  run: JobRun | undefined;
  limits: JobLimits | undefined;
}

const queuedFlag = firstFreeFlag;
const startedFlag = firstFreeFlag << 1;
const chunkFlag = firstFreeFlag << 2;

/**
 * A submitted task: the writable side of its Future, and the executor's data about it. It is in the queue (`holder` is
 * undefined), then handed over, then settled; one small object for all three, since there may be a million.
 */
export class Job<T = unknown> extends Deferred<T> {
  readonly id: number;
  private readonly submission: Submission;
  /** The number of arguments. One argument is stored directly, several as a list: a list of one takes 56 bytes more. */
  argCount: number;
  private argument: unknown;
  private heldBy: JobHolder | undefined = undefined;
  private heldIn = -1;
  private cold: ColdFields | undefined = undefined;

  constructor(id: number, submission: Submission, args: readonly unknown[]) {
    super();
    this.id = id;
    this.submission = submission;
    this.argCount = args.length;
    this.argument = args.length === 1 ? args[0] : args.length === 0 ? undefined : args;
  }

  get task(): AnyTask {
    return this.submission.task;
  }

  get options(): JobOptions {
    return this.submission.options;
  }

  /** The place where it was submitted, for the stacks of workers' errors. */
  get site(): Site | undefined {
    return this.submission.site;
  }

  /** The holder that the job was handed over to; `undefined` before, after {@link release}, and once it has settled. */
  get holder(): JobHolder | undefined {
    return this.heldBy;
  }

  /** The number by which the holder knows the job; -1 if it has given none. A settled job keeps its last one. */
  get slot(): number {
    return this.heldIn;
  }

  /** True while the job waits in the queue. */
  get queued(): boolean {
    return this.hasFlag(queuedFlag);
  }

  set queued(value: boolean) {
    this.setFlag(queuedFlag, value);
  }

  /** True once the job was RUNNING. */
  get hasStarted(): boolean {
    return this.hasFlag(startedFlag);
  }

  /** True when the job travels in the same message as the job before it. */
  get continuesChunk(): boolean {
    return this.hasFlag(chunkFlag);
  }

  set continuesChunk(value: boolean) {
    this.setFlag(chunkFlag, value);
  }

  /** Where and when the job ran; kept only while the events have a listener. */
  get run(): JobRun | undefined {
    return this.cold?.run;
  }

  set run(run: JobRun | undefined) {
    if (run !== undefined || this.cold !== undefined) this.coldFields.run = run;
  }

  /** The timers and listeners that end with the job. */
  set limits(limits: JobLimits | undefined) {
    if (limits !== undefined) this.coldFields.limits = limits;
  }

  private get coldFields(): ColdFields {
    this.cold ??= { run: undefined, limits: undefined };
    return this.cold;
  }

  get name(): string {
    return taskName(this.task);
  }

  get priority(): number {
    return this.options.priority ?? 0;
  }

  /** The arguments, until the task has started: a large one is not kept longer than it is needed. */
  get args(): readonly unknown[] {
    const { argCount, argument } = this;
    if (argCount === 0) return [];
    return argCount === 1 ? [argument] : (argument as readonly unknown[]);
  }

  /** True when an argument is not a primitive: it may be shared, transferred, or lose data when it is cloned. */
  get hasObjects(): boolean {
    if (this.argCount === 0) return false;
    return this.argCount === 1 ? isObject(this.argument) : (this.argument as readonly unknown[]).some(isObject);
  }

  /** Adds the arguments to a list. */
  pushArgs(list: unknown[]): void {
    if (this.argCount === 1) list.push(this.argument);
    else if (this.argCount > 1) for (const arg of this.argument as readonly unknown[]) list.push(arg);
  }

  /** Makes the holder answerable for the job: it starts, stops and settles it, or releases it. */
  handOver(holder: JobHolder, slot = -1): void {
    this.heldBy = holder;
    this.heldIn = slot;
  }

  /** Ends the hand-over: the holder is no longer asked for its state, and no longer has to stop it. */
  release(): void {
    this.heldBy = undefined;
    this.heldIn = -1;
  }

  private dropArgs(): void {
    this.argCount = 0;
    this.argument = undefined;
  }

  override refreshState(): FutureState {
    if (this.state === 'PENDING') this.heldBy?.syncStarted?.(this);
    return this.state;
  }

  override start(): boolean {
    if (!super.start()) return false;
    this.setFlag(startedFlag, true);
    this.dropArgs();
    this.submission.owner.jobStarted(this as Job);
    this.cold?.limits?.started();
    return true;
  }

  override cancel(reason?: ErrorOptions): boolean {
    return this.withdraw() && super.cancel(reason);
  }

  /** Checks first if the task has started, so that `started` is emitted before `cancelled`. */
  override abort(reason?: unknown, given?: boolean): boolean {
    this.refreshState();
    return super.abort(reason, given);
  }

  /** Fails the job when one of its time limits has passed, and stops its work as `abort` does. */
  expire(limit: string, milliseconds: number): void {
    this.refreshState();
    this.fail(limitPassed(limit, milliseconds));
  }

  /**
   * Fails the job when its `queueTimeout` has passed, unless it has started: a worker does not report every start at
   * once.
   */
  expireInQueue(milliseconds: number): void {
    if (this.withdraw()) this.expire('queueTimeout', milliseconds);
  }

  /** Takes the job back from its holder. Returns `false` when it has started there; from then on it is RUNNING. */
  private withdraw(): boolean {
    if (this.state !== 'PENDING' || this.heldBy === undefined || this.heldBy.takeBack(this as Job)) return true;
    this.start();
    return false;
  }

  /** Runs the submitter's subscribers and callbacks in the context of the submit, where `captureContext` is set. */
  inContext(fn: () => void): void {
    const { within } = this.options;
    if (within === undefined) fn();
    else within(fn);
  }

  override progress(value: unknown): void {
    if (this.options.within === undefined) super.progress(value);
    else this.inContext(() => super.progress(value));
  }

  protected override announce(): void {
    if (this.options.within === undefined) super.announce();
    else this.inContext(() => super.announce());
  }

  protected override settled(): void {
    const { heldBy, cold } = this;
    const limits = cold?.limits;
    this.dropArgs();
    this.heldBy = undefined;
    if (cold !== undefined) cold.limits = undefined;
    limits?.end();
    this.submission.owner.jobSettled(this as Job);
    heldBy?.stop(this as Job, reasonToStop(this.outcome));
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Returns the reason that a stopped task receives: that of the abort, or the time limit that passed. */
function reasonToStop(outcome: unknown): unknown {
  return outcome instanceof CancelledError && Object.hasOwn(outcome, 'cause') ? outcome.cause : outcome;
}
