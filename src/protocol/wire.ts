import type { AnswersMessage, HostMessage, TasksMessage, WorkerMessage } from './messages.js';

/**
 * The form in which messages travel. A clone pays for every property name and for every number of an array, on both
 * sides. So the two messages that are sent all the time go as arrays, without the parts they do not have, and many
 * numbers as one block of memory. Measured: a third of the time for one task, a tenth a task for hundreds.
 */
export function toWire(message: HostMessage | WorkerMessage): unknown {
  if (message.kind === 'tasks') {
    return trimmed(['tasks', packed(message.heads), message.args, message.specs, message.notes]);
  }
  if (message.kind === 'answers') {
    const { slots, values, spent, failures, begun, skipped, times } = message;
    return trimmed(['answers', packed(slots), values, spent, failures, begun, skipped, packed(times)]);
  }
  return message;
}

/** The host's message again. */
export function hostMessage(wire: unknown): HostMessage {
  return Array.isArray(wire) ? tasksMessage(wire as TasksWire) : (wire as HostMessage);
}

/** The worker's message again. */
export function workerMessage(wire: unknown): WorkerMessage {
  return Array.isArray(wire) ? answersMessage(wire as AnswersWire) : (wire as WorkerMessage);
}

type Fields<M, Names extends readonly (keyof M)[]> = { [I in keyof Names]?: M[Names[I]] };
type TasksWire = ['tasks', ...Fields<TasksMessage, ['heads', 'args', 'specs', 'notes']>];
type AnswersWire = [
  'answers',
  ...Fields<AnswersMessage, ['slots', 'values', 'spent', 'failures', 'begun', 'skipped', 'times']>,
];

function tasksMessage([kind, heads = [], args = [], specs = [], notes = []]: TasksWire): TasksMessage {
  return { kind, heads, args, specs, notes };
}

function answersMessage(wire: AnswersWire): AnswersMessage {
  const [kind, slots = [], values = [], spent = [], failures = [], begun = [], skipped = [], times = []] = wire;
  return { kind, slots, values, spent, failures, begun, skipped, times };
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
