import { Observable, type Subscriber } from 'rxjs';
import type { SettledObserver } from '../future/Deferred.js';
import { isDone } from '../future/transitions.js';
import type { Windows } from '../streams/FlowWindow.js';
import type { OperatorInput, OperatorInputOptions } from '../streams/host/OperatorInput.js';
import { OperatorInputs } from '../streams/host/OperatorInputs.js';
import type { ProducerPort, StreamSpec } from '../streams/ports.js';
import { itemsLost, StreamReceiver } from '../streams/StreamReceiver.js';
import type { AcceptedWork } from './AcceptedWork.js';
import { bindToContext } from './bindToContext.js';
import type { ExecutorCore } from './ExecutorCore.js';
import type { Job } from './Job.js';
import { type JobOptions, resolveOptions } from './JobOptions.js';
import type { JobStreamConsumer } from './StreamJob.js';
import type { SubmitOptions } from './SubmitOptions.js';
import type { AnyTask } from './Task.js';

const noStreams =
  'this executor does not support stream() and through(): use them on a pool, in the process that serves the queue';

/** The default for the number of items that the worker may run ahead of the host. */
const defaultWindow = 256;
/**
 * The most values in transit to and from an operator while they are consumed as fast as they arrive, which only small
 * ones are.
 */
const widestWindow = 1024;

/** The stream that is subscribing to its source right now: a stream submitted meanwhile is an earlier stage of it. */
let subscribing: StreamSubscription | undefined;

function subscribeToSource(stream: StreamSubscription, input: OperatorInput, source: Observable<unknown>): void {
  const outer = subscribing;
  subscribing = stream;
  try {
    input.subscribe(source);
  } finally {
    subscribing = outer;
  }
}

/**
 * Returns the stream of a task, cold: each subscription submits the task, unsubscribing aborts it. With a source the
 * task is an operator, and the stream emits its results.
 */
export function streamOf(
  core: ExecutorCore,
  task: AnyTask,
  args: readonly unknown[],
  options: SubmitOptions,
  source?: Observable<unknown>,
): Observable<unknown> {
  if (core.runner.streamSlots === undefined) throw new TypeError(noStreams);
  return new Observable((subscriber) => {
    const now = resolveOptions(options);
    const stream = new StreamSubscription(core, now, subscriber, source);
    subscriber.add(() => stream.end());
    if (!subscriber.closed) stream.start(task, args);
  });
}

/**
 * One subscription to a stream: the host's side of a task that runs in a worker.
 *
 *   worker ──items───▶ receiver ──▶ subscriber
 *          ◀─request──┘
 *          ◀─values─── operator inputs ◀── source       one for each subscription of the operator
 *
 * The worker's end is streams/worker/TaskStream.ts.
 */
class StreamSubscription implements JobStreamConsumer, SettledObserver, AcceptedWork {
  /** Always true: a shutdown also waits for items that have arrived and are not delivered yet. */
  readonly busy = true;
  readonly spec: StreamSpec;
  readonly #core: ExecutorCore;
  readonly #options: JobOptions;
  readonly #subscriber: Subscriber<unknown>;
  readonly #source: Observable<unknown> | undefined;
  readonly #receiver: StreamReceiver;
  /** True when the operator is running and has subscribed to its source. */
  #subscribed = false;
  #job: Job | undefined;
  #producer: ProducerPort | undefined;
  /** The operator's subscriptions to its source, until the task ends. */
  #inputs: OperatorInputs | undefined;

  constructor(
    core: ExecutorCore,
    options: JobOptions,
    subscriber: Subscriber<unknown>,
    source: Observable<unknown> | undefined,
  ) {
    const { within } = options;
    this.spec = { ...windowsOf(options, source !== undefined), through: source !== undefined };
    this.#core = core;
    this.#options = options;
    this.#subscriber = subscriber;
    this.#source = source;
    this.#receiver = new StreamReceiver(bindToContext(within, subscriber), core.eventLoop, this.spec, (count) =>
      this.#request(count),
    );
    core.lifecycle.receivers.add(this.#receiver);
  }

  start(task: AnyTask, args: readonly unknown[]): void {
    const laterStage = subscribing !== undefined && subscribing.#core === this.#core ? subscribing : undefined;
    try {
      this.#job = this.#submit(task, args, laterStage);
    } catch (error) {
      return this.#subscriber.error(error);
    }
    if (isDone(this.#job.state)) return this.settled();
    this.#job.observe(this);
    this.#core.lifecycle.accept(this);
    if (laterStage !== undefined) this.#core.pipelines.add(laterStage.#job as Job, this.#job, laterStage.#subscribed);
    if (this.#source !== undefined) this.#openInputs(this.#source, this.#job);
  }

  /**
   * Submits the task. An earlier stage is part of the later one, which was accepted before; it must not take the slot
   * that the later one waits for, so its priority is no higher.
   */
  #submit(task: AnyTask, args: readonly unknown[], laterStage: StreamSubscription | undefined): Job {
    if (laterStage === undefined) return this.#core.submit(task, args, this.#options, this);
    const job = laterStage.#job as Job;
    const { priority = 0 } = this.#options;
    const lower = job.queued && job.priority < priority;
    const options = lower ? { ...this.#options, priority: job.priority } : this.#options;
    return this.#core.submitAccepted(task, args, options, this);
  }

  /** Also called after the stream has ended: by then there is nothing left to abort. */
  end(): void {
    this.#receiver.close();
    this.#closeInputs();
    this.#job?.abort();
    this.#core.lifecycle.release(this);
  }

  /** Does nothing: the executor itself cancels the task. */
  cancel(): void {}

  /**
   * The task was aborted or has failed. Items that arrived before are still delivered, but a shutdown no longer waits
   * for them.
   */
  abort(): void {
    this.#core.lifecycle.release(this);
  }

  items(first: number, values: ArrayLike<unknown>): void {
    if (!this.#receiver.receive(first, values)) this.#job?.fail(itemsLost());
  }

  requestInput(source: number, count: number): void {
    const producer = this.#producerPort();
    if (producer === undefined || this.#inputs === undefined) return;
    if (!this.#subscribed) {
      this.#subscribed = true;
      this.#core.pipelines.markWaiting(this.#job as Job);
    }
    this.#inputs?.request(source, count, producer);
  }

  cancelInput(source: number): void {
    this.#inputs?.cancel(source);
  }

  /** The job is done. Delivers the items that arrived before its end first, unless it was cancelled. */
  settled(): void {
    this.#closeInputs();
    const { state, failed, outcome } = this.#job as Job;
    if (state === 'CANCELLED') {
      this.#receiver.close();
      this.#subscriber.error(outcome);
    } else if (failed) {
      this.#receiver.end({ kind: 'error', error: outcome });
    } else {
      const whole = outcome === this.#receiver.received;
      this.#receiver.end(whole ? { kind: 'complete' } : { kind: 'error', error: itemsLost() });
    }
  }

  #openInputs(source: Observable<unknown>, job: Job): void {
    const subscribe = (input: OperatorInput): void => job.inContext(() => subscribeToSource(this, input, source));
    this.#inputs = new OperatorInputs(this.#inputOptions(job), subscribe);
    this.#inputs.open();
  }

  #request(count: number): void {
    this.#producerPort()?.request(count);
  }

  /** Returns the port to the worker, while a worker runs the task. */
  #producerPort(): ProducerPort | undefined {
    const job = this.#job as Job;
    if (job.holder === undefined) return undefined;
    this.#producer ??= job.holder.producerPort?.(job);
    return this.#producer;
  }

  #inputOptions(job: Job): OperatorInputOptions {
    const { runner, eventLoop, backgroundClock, pipelines } = this.#core;
    return {
      eventLoop,
      clock: backgroundClock,
      window: this.spec.window,
      results: this.#receiver,
      keep: (value) => (runner.keepItem ? runner.keepItem(value) : value),
      blocked: () => pipelines.blocked(job),
      failed: (error) => void job.fail(error),
    };
  }

  #closeInputs(): void {
    this.#inputs?.close();
    this.#inputs = undefined;
  }
}

function windowsOf({ bufferSize }: JobOptions, through: boolean): Windows {
  const window = bufferSize ?? defaultWindow;
  return { window, widest: through && bufferSize === undefined ? widestWindow : window };
}
