import type { TaskNote, TasksMessage } from '../protocol/messages.js';

/** One task as it was handed over. */
export interface InboxTask {
  readonly slot: number;
  readonly id: number;
  readonly fn: number;
  readonly args: readonly unknown[];
  readonly note: TaskNote | undefined;
}

/** The tasks that were handed over and have not had their turn, in the order they came. */
export class TaskInbox {
  #messages: TasksMessage[] = [];
  #at = 0;

  push(message: TasksMessage): void {
    this.#messages.push(message);
  }

  get empty(): boolean {
    return this.#messages.length === 0;
  }

  take(): InboxTask | undefined {
    const message = this.#messages[0];
    if (message === undefined) return undefined;
    const at = this.#at++;
    if (this.#at === message.slots.length) {
      this.#messages.shift();
      this.#at = 0;
    }
    return taskAt(message, at);
  }

  /** The slots of what is still here. */
  slots(): Set<number> {
    const [first, ...rest] = this.#messages;
    return new Set([...(first?.slots.slice(this.#at) ?? []), ...rest.flatMap((message) => message.slots)]);
  }
}

function taskAt(message: TasksMessage, at: number): InboxTask {
  return {
    slot: message.slots[at] as number,
    id: message.ids[at] as number,
    fn: message.functions[at] as number,
    args: message.args[at] as readonly unknown[],
    note: message.notes.length === 0 ? undefined : message.notes.find(([position]) => position === at)?.[1],
  };
}
