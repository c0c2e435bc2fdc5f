import { SerializationError } from '../errors/SerializationError.js';
import type { HostMessage } from '../protocol/messages/HostMessage.js';
import { SharedReferenceGuard } from '../protocol/SharedReferenceGuard.js';
import { checkWholeArguments, uncloneableArguments } from '../protocol/serializationError.js';
import type { Transport } from '../protocol/Transport.js';
import { transferablesOfAll } from '../protocol/transferables.js';
import type { RegisteredFunction } from './FunctionRegistry.js';
import type { InFlightTask } from './SlotTable.js';
import { TaskBatch } from './TaskBatch.js';

/** The callbacks about the tasks of a batch. */
export interface BatchListener {
  /** The tasks were posted. */
  sent(entries: readonly InFlightTask[]): void;
  /** A task cannot be sent. */
  refused(entry: InFlightTask, error: unknown): void;
}

/**
 * Collects the tasks for one worker in one message. A task whose arguments cannot be cloned is refused alone; two tasks
 * that share an object are sent in separate messages. A task with large arguments has a message to itself, since they
 * may fail to decode on arrival: the worker's stack may be smaller than the host's.
 */
export class MessageBatcher {
  readonly #transport: Pick<Transport, 'post' | 'clone'>;
  readonly #listener: BatchListener;
  readonly #sharedReferences = new SharedReferenceGuard();
  /** Numbers of the functions that were sent to the worker. */
  readonly #sentFunctions = new Set<number>();
  /** Number of the last task's function: the next task mostly has the same. */
  #lastFunction = -1;
  #batch = new TaskBatch();
  /** The number of posted messages, which is the ordinal of the next one. */
  #posted = 0;

  constructor(transport: Pick<Transport, 'post' | 'clone'>, listener: BatchListener) {
    this.#transport = transport;
    this.#listener = listener;
  }

  /** Posts a message without tasks, after the tasks collected so far. Throws the error that the platform throws. */
  post(message: HostMessage, transfer: readonly Transferable[] = []): void {
    this.send();
    this.#transport.post(message, transfer);
    this.#posted += 1;
  }

  add(entry: InFlightTask): void {
    const { job, task } = entry;
    try {
      if (task.index !== this.#lastFunction) this.#sendFunction(task);
      const alone = job.hasObjects && this.#admit(job.args);
      entry.message = this.#posted;
      this.#batch.add(entry);
      if (alone) this.send();
    } catch (error) {
      this.#listener.refused(entry, error);
    }
  }

  /** Posts the collected tasks. */
  send(): void {
    const batch = this.#batch;
    if (batch.empty) return;
    this.#batch = new TaskBatch();
    this.#sharedReferences.clear();
    if (this.#tryToPost(batch) === undefined) return;
    for (const entry of batch.entries) this.#sendAlone(entry);
  }

  /** Posts a task in a message to itself. */
  #sendAlone(entry: InFlightTask): void {
    const args = entry.args ?? entry.job.args;
    entry.message = this.#posted;
    const batch = new TaskBatch();
    let error: unknown;
    try {
      batch.transfer.push(...transferablesOfAll(args));
      batch.add(entry);
      error = this.#tryToPost(batch)?.error;
    } catch (refusal) {
      error = refusal;
    }
    if (error === undefined) return;
    const refusal = error instanceof SerializationError;
    this.#listener.refused(entry, refusal ? error : uncloneableArguments(args, error, this.#transport.clone));
  }

  /** Posts the tasks of a message that the worker could not decode again, one message for each. */
  resend(entries: readonly InFlightTask[]): void {
    for (const entry of entries) this.#sendAlone(entry);
  }

  #tryToPost(batch: TaskBatch): { readonly error: unknown } | undefined {
    try {
      this.#transport.post(batch, batch.transfer);
    } catch (error) {
      return { error };
    }
    this.#posted += 1;
    this.#listener.sent(batch.entries);
    return undefined;
  }

  /** Posts a function before its first task. */
  #sendFunction({ index, spec }: RegisteredFunction): void {
    if (!this.#sentFunctions.has(index)) this.post({ kind: 'functions', specs: [[index, spec]] });
    this.#sentFunctions.add(index);
    this.#lastFunction = index;
  }

  /**
   * Checks arguments that contain objects: they may be moved, lose something when cloned, or be shared with a task in
   * the same message. Returns true if they are so large that the task needs a message to itself.
   */
  #admit(args: readonly unknown[]): boolean {
    const moved = transferablesOfAll(args);
    checkWholeArguments(args, this.#transport.clone);
    const large = !this.#sharedReferences.admit(args) && this.#startNewMessage(args);
    this.#batch.transfer.push(...moved);
    return large;
  }

  #startNewMessage(args: readonly unknown[]): boolean {
    this.send();
    this.#sharedReferences.clear();
    return !this.#sharedReferences.admit(args);
  }
}
