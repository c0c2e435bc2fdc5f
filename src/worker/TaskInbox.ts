import type { Claimed } from '../claims/Claims.js';
import {
  headerLength,
  type SentTask,
  slotsFrom,
  type TasksMessage,
  taskAt,
  tasksOf,
} from '../protocol/messages/TasksMessage.js';

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

  take(): SentTask | undefined {
    const message = this.#messages[0];
    if (message === undefined) return undefined;
    const task = taskAt(message, this.#head, this.#arg);
    this.#head += headerLength;
    this.#arg += task.args.length;
    if (this.#head >= message.headers.length) this.#nextMessage();
    return task;
  }

  /**
   * Returns the next tasks of the message while they have the same function, at most `most`; none if the message has
   * notes.
   */
  next(fn: number, most: number): Claimed[] {
    const message = this.#messages[0];
    return message === undefined || message.notes.length > 0 ? [] : tasksOf(fn, message, this.#head, most);
  }

  has(slot: number): boolean {
    return this.slots().has(slot);
  }

  /** Returns the slots of the tasks that have not started. */
  slots(): Set<number> {
    const [first, ...rest] = this.#messages;
    return new Set([
      ...(first === undefined ? [] : slotsFrom(first, this.#head)),
      ...rest.flatMap((message) => slotsFrom(message, 0)),
    ]);
  }

  #nextMessage(): void {
    this.#messages.shift();
    this.#head = 0;
    this.#arg = 0;
  }
}
