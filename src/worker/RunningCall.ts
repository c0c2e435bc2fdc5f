import type { WorkerClaims } from '../claims/Claims.js';
import { decodeThrown } from '../protocol/decodeThrown.js';
import type { CreditMessage, InputMessage } from '../protocol/messages.js';
import type { HasTaskInfo } from '../protocol/TaskInfo.js';
import type { Port } from '../protocol/Transport.js';
import { TaskStream } from '../streams/worker/TaskStream.js';
import type { EventLoop } from '../time/EventLoop.js';
import { AbortState } from './AbortState.js';
import { type Call, currentTaskOf } from './Call.js';
import { consumerPort } from './consumerPort.js';
import type { CurrentTask } from './currentTask.js';
import type { TaskFunction } from './exportedTask.js';
import type { ProgressReports, ReportingCall } from './ProgressReports.js';
import { isPending, singleValue } from './singleValue.js';
import type { InboxTask } from './TaskInbox.js';

/** The parts of the worker that a call uses. */
export interface CallHost {
  readonly port: Port;
  readonly claims: WorkerClaims;
  readonly turns: EventLoop;
  readonly progress: ProgressReports;
}

/** One call of a task in this worker. */
export class RunningCall implements Call, ReportingCall {
  readonly task: InboxTask;
  readonly abort = new AbortState();
  readonly stream: TaskStream | undefined;
  told: unknown[] | undefined = undefined;
  #close: (() => void) | undefined;
  readonly #host: CallHost;
  #current: CurrentTask | undefined;

  constructor(task: InboxTask, host: CallHost) {
    this.task = task;
    this.#host = host;
    const spec = task.note?.stream;
    if (spec !== undefined)
      this.stream = new TaskStream(spec, consumerPort(host.port, host.claims, task.slot), host.turns);
  }

  get id(): number {
    return this.task.id;
  }

  get slot(): number {
    return this.task.slot;
  }

  get info(): HasTaskInfo | undefined {
    return this.task.note;
  }

  /** Returned by `currentTask()`. */
  readonly current = (): CurrentTask => {
    this.#current ??= currentTaskOf(this, this.abort);
    return this.#current;
  };

  /** Calls the task's function. */
  invoke(fn: TaskFunction): unknown {
    return this.stream === undefined ? fn(...this.task.args) : this.stream.call(fn, this.task.args);
  }

  /** Returns true if the call has not ended with the function's return. */
  pends(result: unknown): boolean {
    return this.stream !== undefined || isPending(result);
  }

  /** Waits for the end of the call: for the single value, or until all items were sent. */
  follow(result: unknown): Promise<unknown> {
    const { stream } = this;
    if (stream === undefined) return singleValue(result, this.#opened);
    return new Promise((completed, failed) => stream.follow(result, { completed, failed }));
  }

  /** Called when the task returned a stream for its single value; `close` ends that stream. */
  readonly #opened = (close: () => void): void => {
    this.#close = close;
  };

  /** Handles a message from the consumer of the stream. */
  hear(message: CreditMessage | InputMessage): void {
    if (message.kind === 'credit') return this.stream?.request(message.count);
    const { source, first, values, end } = message;
    this.stream?.input(source, first, values, end?.kind === 'error' ? { ...end, error: decodeThrown(end.error) } : end);
  }

  /** Fails the stream because a message for it could not be decoded. */
  lose(error: unknown): void {
    this.stream?.fail(error);
  }

  stop(reason: unknown): void {
    this.abort.abort(reason);
    this.stream?.close();
    this.#close?.();
  }

  abortRequested(): boolean {
    return this.#host.claims.abortRequested(this.task.slot);
  }

  /** Throws if the task was aborted, for example while its module was loading. */
  throwIfAborted(): void {
    if (this.abortRequested()) this.stop(undefined);
    this.abort.throwIfAborted();
  }

  progress(value: unknown): void {
    this.#host.progress.tell(this, value);
  }
}
