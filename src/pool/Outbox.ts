import { SerializationError } from '../errors/SerializationError.js';
import type { HostMessage } from '../protocol/messages.js';
import { SharedParts } from '../protocol/SharedParts.js';
import { checkWholeArguments, uncloneableArguments } from '../protocol/serializationError.js';
import type { Clone } from '../protocol/Transport.js';
import { transferablesOfAll } from '../protocol/transfer.js';
import type { InFlight } from './SlotTable.js';
import { TasksDraft } from './TasksDraft.js';

/** Posts a message; throws what the platform throws. */
type Post = (message: HostMessage, transfer: readonly Transferable[]) => void;

/**
 * Gathers the tasks for one worker into one message. A task whose arguments cannot be cloned is refused alone; two that
 * share an object travel apart.
 */
export class Outbox {
  readonly #post: Post;
  readonly #clone: Clone;
  readonly #sent: (entries: readonly InFlight[]) => void;
  readonly #refused: (entry: InFlight, error: unknown) => void;
  readonly #parts = new SharedParts();
  /** The functions the worker has been told of. */
  readonly #told = new Set<number>();
  #draft = new TasksDraft(this.#told);
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
    const { job } = entry;
    try {
      if (job.hasObjects) this.#admit(job.args);
      entry.message = this.#posted;
      this.#draft.add(entry);
    } catch (error) {
      this.#refused(entry, error);
    }
  }

  /** Sends what was gathered. */
  send(): void {
    const draft = this.#draft;
    if (draft.empty) return;
    this.#draft = new TasksDraft(this.#told);
    this.#parts.clear();
    if (this.#try(draft) === undefined) return;
    for (const entry of draft.entries) this.#sendAlone(entry);
  }

  /** Sends a task in a message of its own. */
  #sendAlone(entry: InFlight): void {
    const { args } = entry.job;
    entry.message = this.#posted;
    const draft = new TasksDraft(this.#told);
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

  /** A message that could not be decoded over there is sent again, task by task. */
  resend(entries: readonly InFlight[]): void {
    for (const entry of entries) this.#sendAlone(entry);
  }

  #try(draft: TasksDraft): { readonly error: unknown } | undefined {
    try {
      this.#post(draft, draft.transfer);
    } catch (error) {
      return { error };
    }
    this.#posted += 1;
    for (const [index] of draft.specs) this.#told.add(index);
    this.#sent(draft.entries);
    return undefined;
  }

  /** Objects may be moved, lose something on their way, or be shared with a task that is in the message already. */
  #admit(args: readonly unknown[]): void {
    const moved = transferablesOfAll(args);
    checkWholeArguments(args, this.#clone);
    if (!this.#parts.admit(args)) this.#startNewMessage(args);
    this.#draft.transfer.push(...moved);
  }

  #startNewMessage(args: readonly unknown[]): void {
    this.send();
    this.#parts.admit(args);
  }
}
