import { SerializationError } from '../errors/SerializationError.js';
import type { HostMessage } from '../protocol/messages.js';
import { SharedReferenceGuard } from '../protocol/SharedReferenceGuard.js';
import { checkWholeArguments, uncloneableArguments } from '../protocol/serializationError.js';
import type { Clone } from '../protocol/Transport.js';
import { transferablesOfAll } from '../protocol/transfer.js';
import type { KnownTask } from './FunctionRegistry.js';
import type { InFlight } from './SlotTable.js';
import { TaskBatch } from './TaskBatch.js';

/** Posts a message; throws the error that the platform throws. */
type Post = (message: HostMessage, transfer: readonly Transferable[]) => void;

/**
 * Collects the tasks for one worker in one message. A task whose arguments cannot be cloned is refused alone; two tasks
 * that share an object are sent in separate messages. A task with large arguments has a message to itself, since they
 * may fail to decode on arrival: the worker's stack may be smaller than the host's.
 */
export class MessageBatcher {
  readonly #post: Post;
  readonly #clone: Clone;
  readonly #sent: (entries: readonly InFlight[]) => void;
  readonly #refused: (entry: InFlight, error: unknown) => void;
  readonly #parts = new SharedReferenceGuard();
  /** Numbers of the functions that were sent to the worker. */
  readonly #known = new Set<number>();
  /** Number of the last task's function: the next task mostly has the same. */
  #last = -1;
  #draft = new TaskBatch();
  #posted = 0;

  constructor(
    post: Post,
    clone: Clone,
    sent: (entries: readonly InFlight[]) => void,
    refused: (entry: InFlight, error: unknown) => void,
  ) {
    this.#post = post;
    this.#clone = clone;
    this.#sent = sent;
    this.#refused = refused;
  }

  /** Posts a message without tasks, after the tasks collected so far. */
  say(message: HostMessage, transfer: readonly Transferable[] = []): void {
    this.send();
    this.#post(message, transfer);
    this.#posted += 1;
  }

  add(entry: InFlight): void {
    const { job, task } = entry;
    try {
      if (task.index !== this.#last) this.#introduce(task);
      const alone = job.hasObjects && this.#admit(job.args);
      entry.message = this.#posted;
      this.#draft.add(entry);
      if (alone) this.send();
    } catch (error) {
      this.#refused(entry, error);
    }
  }

  /** Posts the collected tasks. */
  send(): void {
    const draft = this.#draft;
    if (draft.empty) return;
    this.#draft = new TaskBatch();
    this.#parts.clear();
    if (this.#try(draft) === undefined) return;
    for (const entry of draft.entries) this.#sendAlone(entry);
  }

  /** Posts a task in a message to itself. */
  #sendAlone(entry: InFlight): void {
    const args = entry.args ?? entry.job.args;
    entry.message = this.#posted;
    const draft = new TaskBatch();
    let error: unknown;
    try {
      draft.transfer.push(...transferablesOfAll(args));
      draft.add(entry);
      error = this.#try(draft)?.error;
    } catch (refusal) {
      error = refusal;
    }
    if (error === undefined) return;
    this.#refused(entry, error instanceof SerializationError ? error : uncloneableArguments(args, error, this.#clone));
  }

  /** Posts the tasks of a message that the worker could not decode again, one message for each. */
  resend(entries: readonly InFlight[]): void {
    for (const entry of entries) this.#sendAlone(entry);
  }

  #try(draft: TaskBatch): { readonly error: unknown } | undefined {
    try {
      this.#post(draft, draft.transfer);
    } catch (error) {
      return { error };
    }
    this.#posted += 1;
    this.#sent(draft.entries);
    return undefined;
  }

  /** Posts a function before its first task. */
  #introduce({ index, spec }: KnownTask): void {
    if (!this.#known.has(index)) this.say({ kind: 'functions', specs: [[index, spec]] });
    this.#known.add(index);
    this.#last = index;
  }

  /**
   * Checks arguments that contain objects: they may be moved, lose something when cloned, or be shared with a task in
   * the same message. Returns true if they are so large that the task needs a message to itself.
   */
  #admit(args: readonly unknown[]): boolean {
    const moved = transferablesOfAll(args);
    checkWholeArguments(args, this.#clone);
    const large = !this.#parts.admit(args) && this.#startNewMessage(args);
    this.#draft.transfer.push(...moved);
    return large;
  }

  #startNewMessage(args: readonly unknown[]): boolean {
    this.send();
    this.#parts.clear();
    return !this.#parts.admit(args);
  }
}
