import { SerializationError } from '../errors/SerializationError.js';
import type { Job } from '../executor/Job.js';
import { StreamJob } from '../executor/StreamJob.js';
import type { HostMessage, TaskNote, TaskSpec } from '../protocol/messages.js';
import { SharedParts } from '../protocol/SharedParts.js';
import { checkWholeArguments, uncloneableArguments } from '../protocol/serializationError.js';
import type { Clone } from '../protocol/Transport.js';
import { transferablesOfAll } from '../protocol/transfer.js';
import type { InFlight } from './SlotTable.js';

/** Posts a message; throws what the platform throws. */
type Post = (message: HostMessage, transfer: readonly Transferable[]) => void;

/**
 * Gathers the tasks for one worker into one message. A task whose arguments cannot be cloned is refused alone; two that
 * share an object travel apart.
 */
export class Outbox {
  readonly #post: Post;
  readonly #clone: Clone;
  readonly #sent: (entry: InFlight) => void;
  readonly #refused: (entry: InFlight, error: unknown) => void;
  readonly #parts = new SharedParts();
  /** The functions the worker has been told of. */
  readonly #told = new Set<number>();
  #batch: InFlight[] = [];
  #transfer: Transferable[] = [];
  #posted = 0;

  constructor(
    post: Post,
    clone: Clone,
    sent: (entry: InFlight) => void,
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
      this.#batch.push(entry);
    } catch (error) {
      this.#refused(entry, error);
    }
  }

  /** Sends what was gathered. */
  send(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    const transfer = this.#transfer;
    this.#batch = [];
    this.#transfer = [];
    this.#parts.clear();
    if (this.#try(batch, transfer) === undefined) return;
    for (const entry of batch) this.#sendAlone(entry);
  }

  /** Sends a task in a message of its own. */
  #sendAlone(entry: InFlight): void {
    const { args } = entry.job;
    entry.message = this.#posted;
    let error: unknown;
    try {
      error = this.#try([entry], transferablesOfAll(args))?.error;
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

  #try(batch: readonly InFlight[], transfer: readonly Transferable[]): { readonly error: unknown } | undefined {
    const message = tasksMessage(batch, this.#told);
    try {
      this.#post(message, transfer);
    } catch (error) {
      return { error };
    }
    this.#posted += 1;
    for (const [index] of message.specs) this.#told.add(index);
    for (const entry of batch) this.#sent(entry);
    return undefined;
  }

  /** Objects may be moved, lose something on their way, or be shared with a task that is in the message already. */
  #admit(args: readonly unknown[]): void {
    const moved = transferablesOfAll(args);
    checkWholeArguments(args, this.#clone);
    if (!this.#parts.admit(args)) this.#startNewMessage(args);
    this.#transfer.push(...moved);
  }

  #startNewMessage(args: readonly unknown[]): void {
    this.send();
    this.#parts.admit(args);
  }
}

function tasksMessage(batch: readonly InFlight[], told: ReadonlySet<number>): HostMessage & { kind: 'tasks' } {
  return {
    kind: 'tasks',
    specs: untoldSpecs(batch, told),
    heads: headsOf(batch),
    args: argsOf(batch),
    notes: notesOf(batch),
  };
}

function headsOf(batch: readonly InFlight[]): number[] {
  const heads: number[] = [];
  for (const { slot, job, task } of batch) heads.push(slot, job.id, task.index, job.argCount);
  return heads;
}

function argsOf(batch: readonly InFlight[]): unknown[] {
  const all: unknown[] = [];
  for (const { job } of batch) job.pushArgs(all);
  return all;
}

function untoldSpecs(batch: readonly InFlight[], told: ReadonlySet<number>): [index: number, spec: TaskSpec][] {
  const specs = new Map<number, TaskSpec>();
  for (const { task } of batch) if (!told.has(task.index)) specs.set(task.index, task.spec);
  return [...specs];
}

function notesOf(batch: readonly InFlight[]): [position: number, note: TaskNote][] {
  const notes: [number, TaskNote][] = [];
  batch.forEach(({ job }, position) => {
    const note = noteOf(job);
    if (note !== undefined) notes.push([position, note]);
  });
  return notes;
}

function noteOf(job: Job): TaskNote | undefined {
  const { label, runTimeout } = job.options;
  const stream = job instanceof StreamJob ? job.near.spec : undefined;
  if (label === undefined && runTimeout === undefined && stream === undefined) return undefined;
  return {
    ...(label !== undefined && { label }),
    ...(stream !== undefined && { stream }),
    tellBegin: runTimeout !== undefined,
  };
}
