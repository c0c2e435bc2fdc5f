import type { TaskInfo } from '../TaskInfo.js';
import { packedCounts, trimmed } from './wire.js';

/** Tasks for the worker, in the order in which they start. */
export interface TasksMessage {
  readonly kind: 'tasks';
  /** {@link headerLength} numbers per task: slot, id, function, number of arguments. */
  readonly headers: ArrayLike<number>;
  /** The arguments of all tasks, one task's after another's. */
  readonly args: readonly unknown[];
  /** Notes by the position of the task in the message. */
  readonly notes: readonly (readonly [position: number, note: TaskNote])[];
}

/** The data that only some tasks carry. */
export interface TaskNote extends TaskInfo {
  /** True if the worker reports the task's start at once: the host's time limit counts from it. */
  readonly reportStart?: boolean;
  /** Present if the task is a stream. */
  readonly stream?: StreamNote;
}

/** The flow control settings of a streamed task. */
export interface StreamNote {
  /** The number of items that the task may run ahead of the consumer. */
  readonly window: number;
  /** The same when items are taken as fast as they arrive. */
  readonly widest: number;
  /** True if the task is an operator, applied to a source on the host. */
  readonly through: boolean;
}

/** The length of a task's part of the headers. */
export const headerLength = 4;

/** One task of a message. */
export interface SentTask {
  readonly slot: number;
  readonly id: number;
  readonly fn: number;
  readonly args: readonly unknown[];
  readonly note: TaskNote | undefined;
}

/** Returns the task whose header and arguments start at these positions. */
export function taskAt({ headers, args, notes }: TasksMessage, head: number, arg: number): SentTask {
  return {
    slot: headers[head] as number,
    id: headers[head + 1] as number,
    fn: headers[head + 2] as number,
    args: args.slice(arg, arg + (headers[head + 3] as number)),
    note: notes.length === 0 ? undefined : notes.find(([position]) => position * headerLength === head)?.[1],
  };
}

/** Returns the slots of a message's tasks, from a header on. */
export function slotsFrom({ headers }: TasksMessage, head: number): number[] {
  const slots: number[] = [];
  for (let at = head; at < headers.length; at += headerLength) slots.push(headers[at] as number);
  return slots;
}

/** Returns the slots and ids of the tasks from a header on while they have that function, at most so many. */
export function tasksOf(
  fn: number,
  { headers }: TasksMessage,
  head: number,
  most: number,
): { readonly slot: number; readonly id: number }[] {
  const tasks: { readonly slot: number; readonly id: number }[] = [];
  for (let at = head; at < headers.length && headers[at + 2] === fn && tasks.length < most; at += headerLength) {
    tasks.push({ slot: headers[at] as number, id: headers[at + 1] as number });
  }
  return tasks;
}

type SingleWire = ['task', slot: number, id: number, fn: number, argCount: number, ...args: unknown[]];
type SeveralWire = [
  'tasks',
  headers?: TasksMessage['headers'],
  args?: TasksMessage['args'],
  notes?: TasksMessage['notes'],
];
export type TasksWire = SingleWire | SeveralWire;

export function tasksToWire({ headers, args, notes }: TasksMessage): unknown[] {
  const single = headers.length === headerLength && notes.length === 0;
  if (single) return ['task', headers[0], headers[1], headers[2], headers[3], ...args];
  return trimmed(['tasks', packedCounts(headers), args, notes]);
}

export function tasksFromWire(wire: TasksWire): TasksMessage {
  const [kind, headers = [], args = [], notes = []] = wire[0] === 'task' ? severalOf(wire) : wire;
  return { kind, headers, args, notes };
}

function severalOf([, slot, id, fn, argCount, ...args]: SingleWire): SeveralWire {
  return ['tasks', [slot, id, fn, argCount], args];
}
