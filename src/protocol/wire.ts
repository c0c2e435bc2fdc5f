import { checkWorkerMessage } from './checkWorkerMessage.js';
import type {
  AnswersMessage,
  HostMessage,
  InputMessage,
  ItemsMessage,
  TasksMessage,
  WorkerMessage,
} from './messages.js';
import type { TransportListener } from './Transport.js';

/**
 * The form in which messages travel. A clone pays for every property name, every array and every number in it, on both
 * sides. So the messages that are sent all the time go as arrays, without the parts they do not have: one task or answer
 * as one flat array, and many numbers as one block of memory. Measured: a third of the time for one task, a tenth a task
 * for hundreds.
 */
export function toWire(message: HostMessage | WorkerMessage): unknown {
  if (message.kind === 'tasks') {
    const { heads, args, specs, notes } = message;
    if (isOneTask(message)) return ['task', heads[0], heads[1], heads[2], heads[3], ...args];
    return trimmed(['tasks', packedCounts(heads), args, specs, notes]);
  }
  if (message.kind === 'answers') {
    const { slots, values, spent, failures, begun, skipped, times } = message;
    if (isOneAnswer(message)) return ['answer', slots[0], values[0], ...spent];
    return trimmed(['answers', packedCounts(slots), values, spent, failures, begun, skipped, packed(times)]);
  }
  if (message.kind === 'items') return ['items', message.slot, message.first, packedValues(message.values)];
  if (message.kind === 'credit') return ['credit', message.slot, message.count];
  if (message.kind === 'input' && message.end === undefined) {
    return ['input', message.slot, message.source, message.first, packedValues(message.values)];
  }
  return message;
}

/** The host's message again. */
export function hostMessage(wire: unknown): HostMessage {
  if (!Array.isArray(wire)) return wire as HostMessage;
  if (wire[0] === 'task') return oneTask(wire as TaskWire);
  if (wire[0] === 'tasks') return tasksMessage(wire as TasksWire);
  return wire[0] === 'credit' ? creditMessage(wire as CreditWire) : inputMessage(wire as InputWire);
}

/** The worker's message again. Throws for what is none. */
export function workerMessage(wire: unknown): WorkerMessage {
  if (!Array.isArray(wire)) return checkWorkerMessage(wire);
  if (wire[0] === 'answer') return checkWorkerMessage(oneAnswer(wire as AnswerWire));
  return checkWorkerMessage(
    wire[0] === 'answers' ? answersMessage(wire as AnswersWire) : itemsMessage(wire as ItemsWire),
  );
}

/** Tells what a worker said. */
export function hearWorker(wire: unknown, listener: Pick<TransportListener, 'message' | 'messageError'>): void {
  let message: WorkerMessage;
  try {
    message = workerMessage(wire);
  } catch (error) {
    return listener.messageError(error);
  }
  listener.message(message);
}

type Fields<M, Names extends readonly (keyof M)[]> = { [I in keyof Names]?: M[Names[I]] };
type TaskWire = ['task', slot: number, id: number, fn: number, argCount: number, ...args: unknown[]];
type AnswerWire = ['answer', slot: number, value: unknown, ...spent: number[]];
type TasksWire = ['tasks', ...Fields<TasksMessage, ['heads', 'args', 'specs', 'notes']>];
type AnswersWire = [
  'answers',
  ...Fields<AnswersMessage, ['slots', 'values', 'spent', 'failures', 'begun', 'skipped', 'times']>,
];
type CreditWire = ['credit', slot: number, count: number];
type InputWire = ['input', slot: number, source: number, first: number, values: ArrayLike<unknown>];
type ItemsWire = ['items', slot: number, first: number, values: ArrayLike<unknown>];

function isOneTask({ heads, specs, notes }: TasksMessage): boolean {
  return heads.length === 4 && specs.length + notes.length === 0;
}

function oneTask([, slot, id, fn, argCount, ...args]: TaskWire): TasksMessage {
  return { kind: 'tasks', heads: [slot, id, fn, argCount], args, specs: [], notes: [] };
}

function isOneAnswer({ slots, values, failures, begun, skipped, times }: AnswersMessage): boolean {
  if (slots.length !== 1 || values.length !== 1) return false;
  return failures.length + begun.length + skipped.length + times.length === 0;
}

function oneAnswer([, slot, value, ...spent]: AnswerWire): AnswersMessage {
  return { kind: 'answers', slots: [slot], values: [value], spent, failures: [], begun: [], skipped: [], times: [] };
}

function tasksMessage([kind, heads = [], args = [], specs = [], notes = []]: TasksWire): TasksMessage {
  return { kind, heads, args, specs, notes };
}

function answersMessage(wire: AnswersWire): AnswersMessage {
  const [kind, slots = [], values = [], spent = [], failures = [], begun = [], skipped = [], times = []] = wire;
  return { kind, slots, values, spent, failures, begun, skipped, times };
}

function creditMessage([kind, slot, count]: CreditWire): HostMessage {
  return { kind, slot, count };
}

function inputMessage([kind, slot, source, first, values]: InputWire): InputMessage {
  return { kind, slot, source, first, values, end: undefined };
}

function itemsMessage([kind, slot, first, values]: ItemsWire): ItemsMessage {
  return { kind, slot, first, values };
}

/** Without the empty parts at the end. */
function trimmed(parts: [kind: string, ...parts: ArrayLike<unknown>[]]): unknown[] {
  while (parts.at(-1)?.length === 0) parts.pop();
  return parts;
}

/** From so many numbers on, a block of memory is the cheaper form; it costs some microseconds to set up. */
const many = 64;

function packed(numbers: ArrayLike<number>): ArrayLike<number> {
  return numbers.length < many ? numbers : new Float64Array(numbers);
}

/**
 * Whole numbers from 0 on, in half of the memory unless they are very large. That is outside of the heap, where it weighs on
 * garbage collection: a fan-out is a quarter faster for it.
 */
function packedCounts(numbers: ArrayLike<number>): ArrayLike<number> {
  if (numbers.length < many) return numbers;
  const counts = new Uint32Array(numbers);
  for (let i = 0; i < counts.length; i++) if (counts[i] !== numbers[i]) return packed(numbers);
  return counts;
}

/** The items of a stream are often all numbers. */
function packedValues(values: ArrayLike<unknown>): ArrayLike<unknown> {
  for (let i = 0; i < values.length; i++) if (typeof values[i] !== 'number') return values;
  return packed(values as ArrayLike<number>);
}
