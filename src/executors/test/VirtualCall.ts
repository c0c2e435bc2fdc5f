import { from, type ObservableInput, type SchedulerLike, Subscription, take } from 'rxjs';
import { InvalidStateError } from '../../errors/InvalidStateError.js';
import type { Job } from '../../executor/Job.js';
import type { RunnerHost } from '../../executor/Runner.js';
import { StreamJob } from '../../executor/StreamJob.js';
import type { HasTaskInfo } from '../../protocol/TaskInfo.js';
import { consumerPortOf, type InProcessLink, producerPortOf } from '../../streams/inProcess.js';
import type { ProducerPort } from '../../streams/ports.js';
import { TaskStream } from '../../streams/worker/TaskStream.js';
import { eventLoopOf } from '../../time/rx/eventLoopOf.js';
import { AbortState } from '../../worker/AbortState.js';
import { type Call, currentTaskOf } from '../../worker/Call.js';
import { CallContext } from '../../worker/CallContext.js';
import type { CurrentTask } from '../../worker/currentTask.js';
import type { TaskFunction } from '../../worker/exportedTask.js';
import { isPending, noValue, severalValues } from '../../worker/singleValue.js';
import { findTask } from './findTask.js';
import type { TestSettings } from './testOptions.js';

/** The callbacks from a call to its pool. */
export interface VirtualCallListener {
  /** The call waits for an Observable, which may be that of another task. */
  waits(call: VirtualCall): void;
  /** The call has ended; its job may have been settled long before. */
  ended(call: VirtualCall): void;
}

/**
 * One call in virtual time. The task's function is called at its start; its return value or error arrives when the duration
 * is over, and an Observable that it returned is subscribed to then.
 *
 *   start ──function is called──▶ duration ──value, error──▶ end
 *                                          ──Observable──▶ … ──▶ end
 */
export class VirtualCall implements Call {
  readonly job: Job;
  readonly #host: RunnerHost;
  readonly #settings: TestSettings;
  readonly #listener: VirtualCallListener;
  readonly #abort = new AbortState();
  readonly #stream: TaskStream | undefined;
  /** Owns what the call still waits for: its duration, then its Observable. */
  readonly #rest = new Subscription();
  /** True if an abort ends the call: it has not called its function yet, or waits for its Observable only. */
  #heeds = true;
  #over = false;
  #current: CurrentTask | undefined;

  constructor(job: Job, host: RunnerHost, settings: TestSettings, listener: VirtualCallListener) {
    this.job = job;
    this.#host = host;
    this.#settings = settings;
    this.#listener = listener;
    if (job instanceof StreamJob) {
      this.#stream = new TaskStream(
        job.consumer.spec,
        consumerPortOf(job.consumer, this.#link),
        eventLoopOf(host.clock),
      );
    }
  }

  get id(): number {
    return this.job.id;
  }

  get info(): HasTaskInfo {
    return this.job.options;
  }

  abortRequested(): boolean {
    return this.#abort.aborted;
  }

  progress(value: unknown): void {
    this.#host.progress(this.job, value);
  }

  /** Returned by `currentTask()`; also identifies this call in its context. */
  readonly view = (): CurrentTask => {
    this.#current ??= currentTaskOf(this, this.#abort);
    return this.#current;
  };

  run(args: readonly unknown[]): void {
    this.#heeds = false;
    try {
      const duration = this.#settings.duration(this.job.task, args);
      const give = this.#call(args);
      if (duration < Number.POSITIVE_INFINITY) this.#rest.add(this.#clock.schedule(give, duration));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The port to the producing end of its stream. */
  get streamWay(): ProducerPort | undefined {
    return this.#stream && producerPortOf(this.#stream, this.#link);
  }

  /** Aborts the task. A task within its duration goes on: only its grace period can end it. */
  abort(reason: unknown): void {
    this.#abort.abort(reason);
    if (this.#heeds) this.#end(() => {});
  }

  /** Drops the call because its worker has ended: it settles nothing any more. */
  drop(): void {
    this.#over = true;
    this.#link.inside(() => this.#stream?.close());
    this.#rest.unsubscribe();
  }

  get #clock(): SchedulerLike {
    return this.#host.clock;
  }

  /** Calls the function; returns a function that handles its outcome. */
  #call(args: readonly unknown[]): () => void {
    const { job } = this;
    try {
      const call = (): unknown => this.#callIt(findTask(job.task), args);
      const result = CallContext.here.run(this.view, () => this.#settings.answer(job.task, args, call));
      if (this.#stream === undefined && !isPending(result)) return () => this.#succeed(result);
      const refused = refusal(result, job.name);
      return refused === undefined ? () => this.#follow(result) : () => this.#fail(refused);
    } catch (error) {
      return () => this.#fail(error);
    }
  }

  #callIt(fn: TaskFunction, args: readonly unknown[]): unknown {
    return this.#stream === undefined ? fn(...args) : this.#stream.call(fn, args);
  }

  #follow(result: unknown): void {
    if (this.#abort.aborted) return this.#end(() => {});
    this.#heeds = true;
    if (this.#stream === undefined) return this.#read(result as ObservableInput<unknown>);
    this.#followStream(this.#stream, result);
  }

  #followStream(stream: TaskStream, result: unknown): void {
    const { inside, outside } = this.#link;
    const completed = (sent: number): void => outside(() => this.#succeed(sent));
    const failed = (error: unknown): void => outside(() => this.#fail(error));
    inside(() => stream.follow(result, { completed, failed }));
  }

  /** The functions by which producer and consumer of a stream call each other in virtual time. */
  readonly #link: InProcessLink = {
    inside: (fn) => CallContext.here.run(this.view, fn),
    outside: (fn) => CallContext.here.run(undefined, fn),
    cross: (item) => item,
    crossThrown: (thrown) => thrown,
    stopping: () => this.#abort.aborted,
  };

  /** Waits for the single value of an Observable or iterator. */
  #read(stream: ObservableInput<unknown>): void {
    const values: unknown[] = [];
    const complete = (): void => {
      if (values.length === 0) this.#fail(noValue());
      else if (values.length > 1) this.#fail(severalValues());
      else this.#succeed(values[0]);
    };
    const observer = {
      next: (value: unknown) => void values.push(value),
      error: (e: unknown) => this.#fail(e),
      complete,
    };
    CallContext.here.run(this.view, () => this.#rest.add(from(stream).pipe(take(2)).subscribe(observer)));
    if (!this.#over) this.#listener.waits(this);
  }

  #succeed(value: unknown): void {
    this.#end(() => this.job.succeed(value));
  }

  #fail(error: unknown): void {
    this.#end(() => this.job.fail(error));
  }

  #end(settle: () => void): void {
    if (this.#over) return;
    this.drop();
    this.#listener.ended(this);
    settle();
  }
}

/** Returns why a result cannot be awaited in virtual time; `undefined` if it can. */
function refusal(result: unknown, name: string): Error | undefined {
  const { then, [Symbol.asyncIterator]: iterate } = Object(result) as {
    then?: unknown;
    [Symbol.asyncIterator]?: unknown;
  };
  if (typeof then !== 'function' && typeof iterate !== 'function') return undefined;
  if (typeof then === 'function') (result as PromiseLike<unknown>).then(undefined, () => {});
  const what = typeof then === 'function' ? 'a promise' : 'an async iterable';
  return new InvalidStateError(
    `the task "${name}" gave back ${what}, and promises do not settle in virtual time: let it give back a value or an ` +
      'Observable, or say by the option `answer` what its calls give',
  );
}
