import type { CreditMessage, HostMessage, InputMessage, TasksMessage } from './messages.js';
import { packedCounts, packedValues, trimmed } from './wireParts.js';

/**
 * Returns the form in which a message of the host is posted. A clone pays for every property name, every array and
 * every number in it, on both sides. So the frequent messages are posted as arrays without their empty parts: one task
 * as one flat array, and many numbers as one block of memory. Measured: a third of the time for one task, a tenth per
 * task for hundreds.
 */
export function hostToWire(message: HostMessage): unknown {
  if (message.kind === 'tasks') {
    const { headers, args, notes } = message;
    if (isOneTask(message)) return ['task', headers[0], headers[1], headers[2], headers[3], ...args];
    return trimmed(['tasks', packedCounts(headers), args, notes]);
  }
  if (message.kind === 'credit') return ['credit', message.slot, message.count];
  if (message.kind === 'input' && message.end === undefined) {
    return ['input', message.slot, message.source, message.first, packedValues(message.values)];
  }
  return message;
}

/** Returns the host's message from its wire form. */
export function hostFromWire(wire: unknown): HostMessage {
  if (!Array.isArray(wire)) return wire as HostMessage;
  if (wire[0] === 'task') return oneTask(wire as TaskWire);
  if (wire[0] === 'tasks') return tasksMessage(wire as TasksWire);
  return wire[0] === 'credit' ? creditMessage(wire as CreditWire) : inputMessage(wire as InputWire);
}

type TaskWire = ['task', slot: number, id: number, fn: number, argCount: number, ...args: unknown[]];
type TasksWire = ['tasks', heads?: TasksMessage['headers'], args?: TasksMessage['args'], notes?: TasksMessage['notes']];
type CreditWire = ['credit', slot: number, count: number];
type InputWire = ['input', slot: number, source: number, first: number, values: ArrayLike<unknown>];

function isOneTask({ headers, notes }: TasksMessage): boolean {
  return headers.length === 4 && notes.length === 0;
}

function oneTask([, slot, id, fn, argCount, ...args]: TaskWire): TasksMessage {
  return { kind: 'tasks', headers: [slot, id, fn, argCount], args, notes: [] };
}

function tasksMessage([kind, heads = [], args = [], notes = []]: TasksWire): TasksMessage {
  return { kind, headers: heads, args, notes };
}

function creditMessage([kind, slot, count]: CreditWire): CreditMessage {
  return { kind, slot, count };
}

function inputMessage([kind, slot, source, first, values]: InputWire): InputMessage {
  return { kind, slot, source, first, values, end: undefined };
}
