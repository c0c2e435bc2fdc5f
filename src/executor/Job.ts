import { CancelledError } from '../errors/CancelledError.js';
import { limitPassed } from '../errors/limitPassed.js';
import { Deferred, firstFreeFlag } from '../future/Deferred.js';
import type { FutureState } from '../future/transitions.js';
import type { ProducerPort } from '../streams/ProducerPort.js';
import type { JobOptions } from './JobOptions.js';
import type { Site } from './SubmitStacks.js';
import { type AnyTask, taskName } from './Task.js';

/** Who keeps the books on jobs. */
export interface JobOwner {
  jobStarted(job: Job): void;
  jobSettled(job: Job): void;
}

/** What is the same for all calls of a task that are submitted in one go: one object for all of them. */
export interface Submission {
  readonly owner: JobOwner;
  readonly task: AnyTask;
  readonly options: JobOptions;
  /** Where it happened, for the stack of an error from afar. */
  readonly site: Site | undefined;
}

/** Where a job has been handed over to: a worker of a pool, or the event loop. */
export interface JobHolder {
  /** The number of the worker, for the events. */
  readonly workerId: number | undefined;
  /** When the job really began, for those who hear of it late. */
  taskStartedAt?(job: Job): number | undefined;
  /** Finds out whether the job has begun, and says so by `job.start()`. */
  syncStarted(job: Job): void;
  /** Takes the job back if it has not begun. Of this and the worker's begin, exactly one wins. */
  takeBack(job: Job): boolean;
  /** The job was settled without its worker's answer: what still runs is to stop. */
  stop(job: Job, reason: unknown): void;
  /** The way to the far side of the job's stream, where there are any; to be asked once it has begun. */
  producerPort?(job: Job): ProducerPort | undefined;
}

/** Where and when a task ran, as far as its worker told. Kept only while somebody listens to the events. */
export interface JobRun {
  readonly worker: number | undefined;
  startedAt: number | undefined;
  endedAt: number | undefined;
}

/** The clocks that tick for one job. */
export interface JobLimits {
  /** The task has begun: waiting is over, running counts from now. */
  started(): void;
  end(): void;
}

/** What few jobs have. */
interface ColdFields {
  run: JobRun | undefined;
  limits: JobLimits | undefined;
}

const waits = firstFreeFlag;
const ran = firstFreeFlag << 1;
const sticks = firstFreeFlag << 2;

/**
 * A submitted task: the maker's side of its Future, and what the executor knows of it. It is in the queue (`holder` is
 * undefined), then handed over, then settled; one object for all three, and a small one, since there may be a million.
 */
export class Job<T = unknown> extends Deferred<T> {
  readonly id: number;
  private readonly submission: Submission;
  /** The number of arguments, and the one argument itself or the list of several: a list of one is 56 bytes more. */
  argCount: number;
  private argument: unknown;
  holder: JobHolder | undefined = undefined;
  /** The holder's own number for it. */
  slot = -1;
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

  /** Where it was submitted, for the stack of an error from afar. */
  get site(): Site | undefined {
    return this.submission.site;
  }

  /** Whether it waits in the queue. */
  get queued(): boolean {
    return this.hasFlag(waits);
  }

  set queued(holds: boolean) {
    this.setFlag(waits, holds);
  }

  /** Whether it was ever RUNNING. */
  get hasStarted(): boolean {
    return this.hasFlag(ran);
  }

  /** Travels in the same message as the job before it. */
  get continuesChunk(): boolean {
    return this.hasFlag(sticks);
  }

  set continuesChunk(holds: boolean) {
    this.setFlag(sticks, holds);
  }

  /** Where and when it ran; kept only while somebody listens to the events. */
  get run(): JobRun | undefined {
    return this.cold?.run;
  }

  set run(run: JobRun | undefined) {
    if (run !== undefined || this.cold !== undefined) this.coldFields.run = run;
  }

  /** What ends with the job: its timers and listeners. */
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

  /** The arguments, until the task has begun: a large one lives no longer than it is needed. */
  get args(): readonly unknown[] {
    const { argCount, argument } = this;
    if (argCount === 0) return [];
    return argCount === 1 ? [argument] : (argument as readonly unknown[]);
  }

  /** Whether an argument is more than a primitive: it may be shared, moved, or lose something on its way. */
  get hasObjects(): boolean {
    if (this.argCount === 0) return false;
    return this.argCount === 1 ? isObject(this.argument) : (this.argument as readonly unknown[]).some(isObject);
  }

  /** Adds the arguments to a list. */
  pushArgs(list: unknown[]): void {
    if (this.argCount === 1) list.push(this.argument);
    else if (this.argCount > 1) for (const arg of this.argument as readonly unknown[]) list.push(arg);
  }

  private dropArgs(): void {
    this.argCount = 0;
    this.argument = undefined;
  }

  override refreshState(): FutureState {
    if (this.state === 'PENDING') this.holder?.syncStarted(this);
    return this.state;
  }

  override start(): boolean {
    if (!super.start()) return false;
    this.setFlag(ran, true);
    this.dropArgs();
    this.submission.owner.jobStarted(this as Job);
    this.cold?.limits?.started();
    return true;
  }

  override cancel(reason?: ErrorOptions): boolean {
    return this.withdraw() && super.cancel(reason);
  }

  /** What has begun without a word is told of as begun before it is told of as cancelled. */
  override abort(reason?: unknown, given?: boolean): boolean {
    this.refreshState();
    return super.abort(reason, given);
  }

  /** A time limit of the job has passed: it fails, and its work is stopped as by `abort`. */
  expire(limit: string, milliseconds: number): void {
    this.refreshState();
    this.fail(limitPassed(limit, milliseconds));
  }

  /** The limit of waiting has passed. A worker does not tell of every begin, so it may have ended in time. */
  expireInQueue(milliseconds: number): void {
    if (this.withdraw()) this.expire('queueTimeout', milliseconds);
  }

  /** Takes the job out of its holder's hands. `false` when it has begun there; from then on it is RUNNING. */
  private withdraw(): boolean {
    if (this.state !== 'PENDING' || this.holder === undefined || this.holder.takeBack(this as Job)) return true;
    this.start();
    return false;
  }

  /** What belongs to whoever submitted runs in the context of the submit, where that was asked for. */
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
    const { holder, cold } = this;
    const limits = cold?.limits;
    this.dropArgs();
    this.holder = undefined;
    if (cold !== undefined) cold.limits = undefined;
    limits?.end();
    this.submission.owner.jobSettled(this as Job);
    holder?.stop(this as Job, reasonToStop(this.outcome));
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** What a task is told that is to stop: the reason of the abort itself, or the time limit that passed. */
function reasonToStop(outcome: unknown): unknown {
  return outcome instanceof CancelledError && Object.hasOwn(outcome, 'cause') ? outcome.cause : outcome;
}
