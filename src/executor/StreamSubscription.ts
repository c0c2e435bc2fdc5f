import { Observable, type Subscriber } from 'rxjs';
import type { SettledObserver } from '../future/Deferred.js';
import { isDone } from '../future/transitions.js';
import type { StreamPort, StreamSpec } from '../streams/ports.js';
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
export const defaultWindow = 256;

/** A stage of a pipeline that subscribes to the stage before it. */
export interface LaterStage {
  readonly core: ExecutorCore;
  /** Submits the task of an earlier stage on the same executor. */
  submitEarlier(task: AnyTask, args: readonly unknown[], options: JobOptions, consumer: JobStreamConsumer): Job;
  /** Adds work on the same executor whose results this stage has subscribed to. */
  addFeed(work: AcceptedWork): void;
}

/** The stage that is subscribing to its source right now: a stream submitted meanwhile is an earlier stage of it. */
let laterStage: LaterStage | undefined;

/** Calls the function, in which the stage subscribes to its source. */
export function asLaterStage(stage: LaterStage, subscribe: () => void): void {
  const outer = laterStage;
  laterStage = stage;
  try {
    subscribe();
  } finally {
    laterStage = outer;
  }
}

/** Called when work starts: it feeds the stage that is subscribing to it. */
export function feedLaterStage(core: ExecutorCore, work: AcceptedWork): void {
  if (laterStage?.core === core) laterStage.addFeed(work);
}

/** Makes a subscription to a stream. */
export type MakeStream = (
  core: ExecutorCore,
  options: JobOptions,
  subscriber: Subscriber<unknown>,
) => StreamSubscription;

/**
 * Returns the stream of a task, cold: each subscription submits the task, unsubscribing aborts it. `make` makes the
 * subscriptions of another kind of stream.
 */
export function streamOf(
  core: ExecutorCore,
  task: AnyTask,
  args: readonly unknown[],
  options: SubmitOptions,
  make: MakeStream = (...stream) => new StreamSubscription(...stream),
): Observable<unknown> {
  if (core.runner.streamSlots === undefined) throw new TypeError(noStreams);
  return new Observable((subscriber) => {
    const stream = make(core, resolveOptions(options), subscriber);
    subscriber.add(() => stream.end());
    if (!subscriber.closed) stream.start(task, args);
  });
}

/**
 * One subscription to a stream: the host's side of a task that runs in a worker.
 *
 *   worker ──items───▶ receiver ──▶ subscriber
 *          ◀─request──┘
 *
 * The worker's end is streams/worker/TaskStream.ts; operators/OperatorSubscription.ts adds the inputs of an operator.
 */
export class StreamSubscription implements JobStreamConsumer, SettledObserver, AcceptedWork {
  /** Always true: a shutdown also waits for items that have arrived and are not delivered yet. */
  readonly busy = true;
  readonly core: ExecutorCore;
  readonly spec: StreamSpec;
  protected readonly receiver: StreamReceiver;
  protected job: Job | undefined;
  readonly #options: JobOptions;
  readonly #subscriber: Subscriber<unknown>;
  #producer: StreamPort | undefined;

  constructor(
    core: ExecutorCore,
    options: JobOptions,
    subscriber: Subscriber<unknown>,
    spec: StreamSpec = specOf(options),
  ) {
    this.core = core;
    this.spec = spec;
    this.#options = options;
    this.#subscriber = subscriber;
    const observer = bindToContext(options.within, subscriber);
    this.receiver = new StreamReceiver(
      observer,
      core.eventLoop,
      spec,
      (count) => this.#request(count),
      (items) => core.runner.closeDropped?.(items),
    );
    core.lifecycle.receivers.add(this.receiver);
  }

  start(task: AnyTask, args: readonly unknown[]): void {
    try {
      this.job = this.#submit(task, args);
    } catch (error) {
      return this.#subscriber.error(error);
    }
    if (isDone(this.job.state)) return this.settled();
    this.job.observe(this);
    this.core.lifecycle.accept(this);
  }

  #submit(task: AnyTask, args: readonly unknown[]): Job {
    if (laterStage?.core !== this.core) return this.core.submit(task, args, this.#options, this);
    return laterStage.submitEarlier(task, args, this.#options, this);
  }

  /** Also called after the stream has ended: by then there is nothing left to abort. */
  end(): void {
    this.receiver.close();
    this.closeInputs();
    this.job?.abort();
    this.core.lifecycle.release(this);
  }

  /** Does nothing: the executor itself cancels the task. */
  cancel(): void {}

  /**
   * The task was aborted or has failed. Items that arrived before are still delivered, but a shutdown no longer waits
   * for them.
   */
  abort(): void {
    this.core.lifecycle.release(this);
  }

  items(first: number, values: ArrayLike<unknown>): void {
    if (!this.receiver.receive(first, values)) this.job?.fail(itemsLost());
  }

  /** Does nothing: only an operator has inputs. */
  requestInput(_source: number, _count: number): void {}

  /** Does nothing: only an operator has inputs. */
  cancelInput(_source: number): void {}

  /** Does nothing: only an operator has inputs. */
  protected closeInputs(): void {}

  /** The job is done. Delivers the items that arrived before its end first, unless it was cancelled. */
  settled(): void {
    this.closeInputs();
    const { state, failed, outcome } = this.job as Job;
    if (state === 'CANCELLED') {
      this.receiver.close();
      this.#subscriber.error(outcome);
    } else if (failed) {
      this.receiver.end({ kind: 'error', error: outcome });
    } else {
      const whole = outcome === this.receiver.received;
      this.receiver.end(whole ? { kind: 'complete' } : { kind: 'error', error: itemsLost() });
    }
  }

  /** Requests more items from the worker, while one runs the task. */
  #request(count: number): void {
    const job = this.job as Job;
    if (job.holder === undefined) return;
    this.#producer ??= job.holder.streamPort?.(job);
    this.#producer?.request(count);
  }
}

function specOf({ bufferSize = defaultWindow }: JobOptions): StreamSpec {
  return { window: bufferSize, widest: bufferSize, through: false };
}
