import { SerializationError } from '../errors/SerializationError.js';
import type { HostMessage } from '../protocol/messages.js';
import { SharedReferenceGuard } from '../protocol/SharedReferenceGuard.js';
import { checkWholeArguments, uncloneableArguments } from '../protocol/serializationError.js';
import type { Clone } from '../protocol/Transport.js';
import { transferablesOfAll } from '../protocol/transfer.js';
import type { KnownTask } from './FunctionRegistry.js';
import type { InFlight } from './SlotTable.js';
import { TaskBatch } from './TaskBatch.js';

/** Posts a message; throws what the platform throws. */
type Post = (message: HostMessage, transfer: readonly Transferable[]) => void;

/**
 * Gathers the tasks for one worker into one message. A task whose arguments cannot be cloned is refused alone; two that
 * share an object travel apart. A task with large arguments has a message to itself, since these may fail to decode on
 * arrival: the worker's stack may be smaller than this one.
 */
export class MessageBatcher {
  readonly #post: Post;
  readonly #clone: Clone;
  readonly #sent: (entries: readonly InFlight[]) => void;
  readonly #refused: (entry: InFlight, error: unknown) => void;
  readonly #parts = new SharedReferenceGuard();
  /** The functions that the worker knows. */
  readonly #known = new Set<number>();
  /** The function of the last task: mostly it is the next one's, too. */
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

  /** A message without tasks. */
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

  /** Sends what was gathered. */
  send(): void {
    const draft = this.#draft;
    if (draft.empty) return;
    this.#draft = new TaskBatch();
    this.#parts.clear();
    if (this.#try(draft) === undefined) return;
    for (const entry of draft.entries) this.#sendAlone(entry);
  }

  /** Sends a task in a message of its own. */
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

  /** Sends the tasks of a message that the worker could not decode again, each in a message of its own. */
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

  /** Sends a function ahead of its first task. */
  #introduce({ index, spec }: KnownTask): void {
    if (!this.#known.has(index)) this.say({ kind: 'functions', specs: [[index, spec]] });
    this.#known.add(index);
    this.#last = index;
  }

  /**
   * Objects may be moved, lose something on their way, or be shared with a task that is in the message already. Returns
   * whether they are so large that they are to travel alone.
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
