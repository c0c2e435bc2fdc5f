import type { Job } from '../../executor/Job.js';
import type { RunnerHost } from '../../executor/Runner.js';
import { StreamJob } from '../../executor/StreamJob.js';
import { decodeThrown } from '../../protocol/decodeThrown.js';
import { encodeThrown } from '../../protocol/encodeThrown.js';
import { checkWholeArguments, uncloneableArguments } from '../../protocol/serializationError.js';
import type { HasTaskInfo } from '../../protocol/TaskInfo.js';
import { transferablesOfAll } from '../../protocol/transfer.js';
import { consumerPortOf, type InProcessLink, producerPortOf } from '../../streams/inProcess.js';
import type { ProducerPort } from '../../streams/ports.js';
import { TaskStream } from '../../streams/worker/TaskStream.js';
import { eventLoopOf } from '../../time/rx/eventLoopOf.js';
import { AbortState } from '../../worker/AbortState.js';
import { type Call, currentTaskOf } from '../../worker/Call.js';
import type { CallContext } from '../../worker/CallContext.js';
import type { CurrentTask } from '../../worker/currentTask.js';
import type { TaskFunction } from '../../worker/exportedTask.js';
import { isPending, singleValue } from '../../worker/singleValue.js';
import { isolated } from './isolated.js';
import type { LocalFunctions } from './LocalFunctions.js';

/** One call on the event loop. */
export class LocalCall implements Call {
  readonly #job: Job;
  readonly #host: RunnerHost;
  readonly #functions: LocalFunctions;
  readonly #isolate: boolean;
  readonly #abort = new AbortState();
  readonly #args: readonly unknown[];
  readonly #stream: TaskStream | undefined;
  #context: CallContext | undefined;
  #current: CurrentTask | undefined;
  #close: (() => void) | undefined;
  #ended = false;
  #whenEnded: (() => void) | undefined;

  constructor(job: Job, host: RunnerHost, functions: LocalFunctions, isolate: boolean) {
    this.#functions = functions;
    this.#job = job;
    this.#host = host;
    this.#isolate = isolate;
    this.#args = job.args;
    this.#stream = job instanceof StreamJob ? this.#createStream(job) : undefined;
  }

  get id(): number {
    return this.#job.id;
  }

  get info(): HasTaskInfo {
    return this.#job.options;
  }

  abortRequested(): boolean {
    return this.#abort.aborted;
  }

  progress(value: unknown): void {
    this.#host.progress(this.#job, this.#cross(value, 'progress value'));
  }

  /** The port to the producing end of its stream. */
  get producerPort(): ProducerPort | undefined {
    return this.#stream && producerPortOf(this.#stream, this.#link);
  }

  abort(reason: unknown): void {
    this.#abort.abort(reason);
    this.#link.inside(() => this.#stream?.close());
    this.#close?.();
  }

  /** Calls back when the task has ended by itself. */
  whenEnded(callback: () => void): void {
    if (this.#ended) callback();
    else this.#whenEnded = callback;
  }

  /** Runs the task to its end and settles the job. A plain synchronous function has ended on return. */
  run(context: CallContext, ended: () => void): void {
    this.#context = context;
    const finish = (settle: () => void): void => {
      this.#ended = true;
      ended();
      settle();
      this.#whenEnded?.();
    };
    const fail = (error: unknown): void => finish(() => this.#job.fail(this.#crossThrown(error)));
    const succeed = (value: unknown): void => finish(() => this.#succeed(value));
    const { task } = this.#job;
    const fn = this.#functions.get(task);
    if (fn !== undefined) return this.#call(fn, context, succeed, fail);
    const call = (loaded: TaskFunction): void => {
      if (this.#abort.aborted) fail(undefined);
      else this.#call(loaded, context, succeed, fail);
    };
    this.#functions.load(task).then(call, fail);
  }

  #call(
    fn: TaskFunction,
    context: CallContext,
    succeed: (value: unknown) => void,
    fail: (error: unknown) => void,
  ): void {
    let result: unknown;
    let pending: boolean;
    try {
      const args = this.#crossAll();
      result = context.run(this.view, () => (this.#stream ? this.#stream.call(fn, args) : fn(...args)));
      pending = this.#stream !== undefined || isPending(result);
    } catch (error) {
      return fail(error);
    }
    if (!pending) return succeed(result);
    if (this.#stream !== undefined) return this.#followStream(this.#stream, result, succeed, fail);
    context.run(this.view, () => singleValue(result, this.#opened)).then(succeed, fail);
  }

  #followStream(
    stream: TaskStream,
    result: unknown,
    succeed: (value: unknown) => void,
    fail: (error: unknown) => void,
  ): void {
    const { inside, outside } = this.#link;
    const completed = (sent: number): void => outside(() => succeed(sent));
    const failed = (error: unknown): void => outside(() => fail(error));
    inside(() => stream.follow(result, { completed, failed }));
  }

  #createStream({ consumer }: StreamJob): TaskStream {
    return new TaskStream(consumer.spec, consumerPortOf(consumer, this.#link), eventLoopOf(this.#host.clock));
  }

  /** The functions by which producer and consumer of a stream call each other on the event loop. */
  readonly #link: InProcessLink = {
    inside: (fn) => this.#context?.run(this.view, fn),
    outside: (fn) => this.#context?.run(undefined, fn),
    cross: (item) => this.#cross(item, 'stream item'),
    crossThrown: (thrown) => this.#crossThrown(thrown),
    stopping: () => this.#abort.aborted,
  };

  /** Called when the task returned a stream; `close` ends that stream. */
  readonly #opened = (close: () => void): void => {
    this.#close = close;
  };

  #succeed(value: unknown): void {
    try {
      this.#job.succeed(this.#cross(value, 'result'));
    } catch (error) {
      this.#job.fail(error);
    }
  }

  /** Returned by `currentTask()`; also identifies this call in its context. */
  readonly view = (): CurrentTask => {
    this.#current ??= currentTaskOf(this, this.#abort);
    return this.#current;
  };

  /** Returns the value as it would arrive from a worker. */
  #cross(value: unknown, part: string): unknown {
    return this.#isolate ? isolated(value, part) : value;
  }

  /** Returns the thrown value as it would arrive from a worker. */
  #crossThrown(thrown: unknown): unknown {
    return this.#isolate ? decodeThrown(structuredClone(encodeThrown(thrown, structuredClone))) : thrown;
  }

  #crossAll(): readonly unknown[] {
    if (!this.#isolate) return this.#args;
    const transfer = transferablesOfAll(this.#args);
    checkWholeArguments(this.#args, structuredClone);
    try {
      return structuredClone(this.#args, { transfer: [...transfer] });
    } catch (error) {
      throw uncloneableArguments(this.#args, error, structuredClone);
    }
  }
}
