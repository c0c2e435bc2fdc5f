import { SerializationError } from '../errors/SerializationError.js';
import type { WorkerClaims } from '../protocol/Claims.js';
import { checkWhole, uncloneable } from '../protocol/serializationError.js';
import type { Port } from '../protocol/Transport.js';
import { transferablesOf } from '../protocol/transfer.js';
import { AbortState } from './AbortState.js';
import { type Call, currentTaskOf } from './Call.js';
import type { CurrentTask } from './currentTask.js';
import type { InboxTask } from './TaskInbox.js';

/** One call of a task in this worker. */
export class RunningCall implements Call {
  readonly task: InboxTask;
  readonly abort = new AbortState();
  #close: (() => void) | undefined;
  readonly #port: Port;
  readonly #claims: WorkerClaims;
  #current: CurrentTask | undefined;

  constructor(task: InboxTask, port: Port, claims: WorkerClaims) {
    this.task = task;
    this.#port = port;
    this.#claims = claims;
  }

  get id(): number {
    return this.task.id;
  }

  get label(): string | undefined {
    return this.task.note?.label;
  }

  /** What `currentTask()` gives. */
  readonly current = (): CurrentTask => {
    this.#current ??= currentTaskOf(this, this.abort);
    return this.#current;
  };

  /** The task gave back a stream; this ends it. */
  readonly opened = (close: () => void): void => {
    this.#close = close;
  };

  stop(reason: unknown): void {
    this.abort.abort(reason);
    this.#close?.();
  }

  abortRequested(): boolean {
    return this.#claims.abortRequested(this.task.slot);
  }

  progress(value: unknown): void {
    try {
      checkWhole(value, 'progress value', this.#port.clone);
      this.#port.post({ kind: 'progress', slot: this.task.slot, value }, transferablesOf(value, 'progress value'));
    } catch (error) {
      throw error instanceof SerializationError ? error : uncloneable(value, 'progress value', error, this.#port.clone);
    }
  }
}
