import type { Observable, Subscriber } from 'rxjs';
import type { AcceptedWork } from '../executor/AcceptedWork.js';
import type { ExecutorCore } from '../executor/ExecutorCore.js';
import type { Job } from '../executor/Job.js';
import type { JobOptions } from '../executor/JobOptions.js';
import type { JobStreamConsumer } from '../executor/StreamJob.js';
import { asLaterStage, defaultWindow, type LaterStage, StreamSubscription } from '../executor/StreamSubscription.js';
import { heldByStreams } from '../executor/streamSlots.js';
import type { AnyTask } from '../executor/Task.js';
import { isDone } from '../future/transitions.js';
import { keepItem } from '../protocol/postValues.js';
import type { OperatorInput, OperatorInputOptions } from '../streams/host/OperatorInput.js';
import { OperatorInputs } from '../streams/host/OperatorInputs.js';
import type { ProducerPort, StreamSpec } from '../streams/ports.js';
import { operatorPort } from './operatorPort.js';
import { PipelineDeadlockDetector } from './PipelineDeadlockDetector.js';

/**
 * The most values in transit to and from an operator while they are consumed as fast as they arrive, which only small
 * ones are.
 */
const widestWindow = 1024;

/**
 * One subscription to the results of an operator that runs in a worker. It also sends the operator's inputs:
 *
 *   worker ◀─values─── operator inputs ◀── source       one for each subscription of the operator
 *
 * Only `through` makes it, so that a program without `through` does not contain it.
 */
export class OperatorSubscription extends StreamSubscription implements LaterStage {
  readonly #source: Observable<unknown>;
  /** True when the operator is running and has subscribed to its source. */
  #subscribed = false;
  #operator: ProducerPort | undefined;
  /** The operator's subscriptions to its source, until the task ends. */
  #inputs: OperatorInputs | undefined;

  constructor(core: ExecutorCore, options: JobOptions, subscriber: Subscriber<unknown>, source: Observable<unknown>) {
    super(core, options, subscriber, specOf(options));
    this.#source = source;
  }

  override start(task: AnyTask, args: readonly unknown[]): void {
    super.start(task, args);
    const { job } = this;
    if (job === undefined || isDone(job.state)) return;
    this.#inputs = new OperatorInputs(this.#inputOptions(job), (input) => this.#subscribe(job, input));
    this.#inputs.open();
  }

  /**
   * Submits the task of an earlier stage. It is part of this one, which was accepted before; it must not take the slot
   * that this one waits for, so its priority is no higher.
   */
  submitEarlier(task: AnyTask, args: readonly unknown[], options: JobOptions, consumer: JobStreamConsumer): Job {
    const job = this.job as Job;
    const lower = job.queued && job.priority < (options.priority ?? 0);
    const earlier = this.core.submitAccepted(
      task,
      args,
      lower ? { ...options, priority: job.priority } : options,
      consumer,
    );
    if (!isDone(earlier.state)) PipelineDeadlockDetector.of(this.core.runner).add(job, earlier, this.#subscribed);
    return earlier;
  }

  addFeed(work: AcceptedWork): void {
    const { core } = this;
    const detector = PipelineDeadlockDetector.of(core.runner);
    detector.addFeed(this.job as Job, work);
    const check = (): void => {
      core.taskQueued = detector.checkFeeds() ? checkSoon : undefined;
    };
    const checkSoon = (): void => {
      core.taskQueued = undefined;
      core.clock.schedule(check, 0);
    };
    core.taskQueued ??= checkSoon;
  }

  override requestInput(source: number, count: number): void {
    const operator = this.#operatorPort();
    if (operator === undefined || this.#inputs === undefined) return;
    if (!this.#subscribed) {
      this.#subscribed = true;
      PipelineDeadlockDetector.of(this.core.runner).markWaiting(this.job as Job);
    }
    this.#inputs?.request(source, count, operator);
  }

  override cancelInput(source: number): void {
    this.#inputs?.cancel(source);
  }

  protected override closeInputs(): void {
    this.#inputs?.close();
    this.#inputs = undefined;
  }

  #subscribe(job: Job, input: OperatorInput): void {
    job.inContext(() => asLaterStage(this, () => input.subscribe(this.#source)));
  }

  /** Returns the port to the operator, while a worker runs it. */
  #operatorPort(): ProducerPort | undefined {
    const job = this.job as Job;
    if (job.holder === undefined) return undefined;
    this.#operator ??= job.holder.operatorPort?.(job, operatorPort);
    return this.#operator;
  }

  #inputOptions(job: Job): OperatorInputOptions {
    const { runner, eventLoop, backgroundClock } = this.core;
    return {
      eventLoop,
      clock: backgroundClock,
      window: this.spec.window,
      results: this.receiver,
      keep: (value) => (runner.keepItem ? runner.keepItem(value, keepItem) : value),
      blocked: () => job.queued && heldByStreams(runner),
      failed: (error) => void job.fail(error),
    };
  }
}

function specOf({ bufferSize }: JobOptions): StreamSpec {
  return { window: bufferSize ?? defaultWindow, widest: bufferSize ?? widestWindow, through: true };
}
