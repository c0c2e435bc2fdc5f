import type { Claimed } from '../claims/Claims.js';
import type { TaskNote, TasksMessage } from '../protocol/messages.js';

/** One task as the host sent it. */
export interface InboxTask extends Claimed {
  readonly fn: number;
  readonly args: readonly unknown[];
  readonly note: TaskNote | undefined;
}

const nothing: Pick<TasksMessage, 'headers' | 'notes'> = { headers: [], notes: [] };

/** The tasks that the host sent and that have not started, in the order they arrived. */
export class TaskInbox {
  #messages: TasksMessage[] = [];
  /** The read position in the first message: the next task's header, and its first argument. */
  #head = 0;
  #arg = 0;

  push(message: TasksMessage): void {
    this.#messages.push(message);
  }

  get empty(): boolean {
    return this.#messages.length === 0;
  }

  take(): InboxTask | undefined {
    const message = this.#messages[0];
    if (message === undefined) return undefined;
    const task = taskAt(message, this.#head, this.#arg);
    this.#head += 4;
    this.#arg += task.args.length;
    if (this.#head >= message.headers.length) this.#nextMessage();
    return task;
  }

  /**
   * Returns the next tasks of the message while they have the same function, at most `most`; none if the message has
   * notes.
   */
  next(fn: number, most: number): Claimed[] {
    const next: Claimed[] = [];
    const { headers, notes } = this.#messages[0] ?? nothing;
    if (notes.length > 0) return next;
    for (let at = this.#head; at < headers.length && headers[at + 2] === fn && next.length < most; at += 4) {
      next.push({ slot: headers[at] as number, id: headers[at + 1] as number });
    }
    return next;
  }

  has(slot: number): boolean {
    return this.slots().has(slot);
  }

  /** Returns the slots of the tasks that have not started. */
  slots(): Set<number> {
    const [first, ...rest] = this.#messages;
    return new Set([
      ...(first === undefined ? [] : slotsOf(first, this.#head)),
      ...rest.flatMap((message) => slotsOf(message)),
    ]);
  }

  #nextMessage(): void {
    this.#messages.shift();
    this.#head = 0;
    this.#arg = 0;
  }
}

/** Returns the slots of a message's tasks, from a header on. */
function slotsOf({ headers }: TasksMessage, from = 0): number[] {
  const slots: number[] = [];
  for (let head = from; head < headers.length; head += 4) slots.push(headers[head] as number);
  return slots;
}

function taskAt({ headers, args, notes }: TasksMessage, head: number, arg: number): InboxTask {
  const count = headers[head + 3] as number;
  return {
    slot: headers[head] as number,
    id: headers[head + 1] as number,
    fn: headers[head + 2] as number,
    args: args.slice(arg, arg + count),
    note: notes.length === 0 ? undefined : notes.find(([position]) => position * 4 === head)?.[1],
  };
}
