import type { WorkerClaims } from '../claims/Claims.js';
import { decodeThrown } from '../protocol/decodeThrown.js';
import type { InputMessage } from '../protocol/messages/InputMessage.js';
import type { RequestMessage } from '../protocol/messages/RequestMessage.js';
import type { SentTask } from '../protocol/messages/TasksMessage.js';
import type { HasTaskInfo } from '../protocol/TaskInfo.js';
import type { Port } from '../protocol/Transport.js';
import type { WorkerIdentity } from '../protocol/WorkerIdentity.js';
import { TaskStream } from '../streams/worker/TaskStream.js';
import type { EventLoop } from '../time/EventLoop.js';
import { consumerPort } from './consumerPort.js';
import type { ProgressReports, ReportingCall } from './ProgressReports.js';
import { TaskCall } from './TaskCall.js';

/** The parts of the worker that a call uses. */
export interface CallHost {
  readonly port: Port;
  readonly worker: WorkerIdentity;
  readonly claims: WorkerClaims;
  readonly eventLoop: EventLoop;
  readonly progress: ProgressReports;
}

/** One call of a task in this worker. */
export class RunningCall extends TaskCall implements ReportingCall {
  readonly task: SentTask;
  readonly stream: TaskStream | undefined;
  waiting: unknown[] | undefined = undefined;
  readonly #host: CallHost;

  constructor(task: SentTask, host: CallHost) {
    super();
    this.task = task;
    this.#host = host;
    const spec = task.note?.stream;
    if (spec !== undefined)
      this.stream = new TaskStream(spec, consumerPort(host.port, host.claims, task.slot), host.eventLoop);
  }

  get id(): number {
    return this.task.id;
  }

  get slot(): number {
    return this.task.slot;
  }

  get worker(): WorkerIdentity {
    return this.#host.worker;
  }

  get info(): HasTaskInfo | undefined {
    return this.task.note;
  }

  /** Passes a message of the consumer to the stream. */
  receive(message: RequestMessage | InputMessage): void {
    if (message.kind === 'request') return this.stream?.request(message.count);
    const { source, first, values, end } = message;
    this.stream?.input(source, first, values, end?.kind === 'error' ? { ...end, error: decodeThrown(end.error) } : end);
  }

  /** Fails the stream because a message for it could not be decoded. */
  failStream(error: unknown): void {
    this.stream?.fail(error);
  }

  abortRequested(): boolean {
    return this.#host.claims.abortRequested(this.task.slot);
  }

  progress(value: unknown): void {
    this.#host.progress.report(this, value);
  }
}
