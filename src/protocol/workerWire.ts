import { checkWorkerMessage } from './checkWorkerMessage.js';
import type { AnswersMessage, ItemsMessage, WorkerMessage } from './messages.js';
import type { TransportListener } from './Transport.js';
import { packed, packedCounts, packedValues, trimmed } from './wireParts.js';

/** The form in which the worker's messages travel: as the host's do, one answer as one flat array. */
export function workerToWire(message: WorkerMessage): unknown {
  if (message.kind === 'answers') {
    const { slots, values, spent, failures, begun, skipped, times } = message;
    if (isOneAnswer(message)) return ['answer', slots[0], values[0], ...spent];
    return trimmed(['answers', packedCounts(slots), values, spent, failures, begun, skipped, packed(times)]);
  }
  if (message.kind === 'items') return ['items', message.slot, message.first, packedValues(message.values)];
  return message;
}

/** The worker's message again. Throws for what is none. */
export function workerFromWire(wire: unknown): WorkerMessage {
  return checkWorkerMessage(Array.isArray(wire) ? fromArray(wire) : wire);
}

/** Tells what a worker said. */
export function hearWorker(wire: unknown, listener: Pick<TransportListener, 'message' | 'messageError'>): void {
  let message: WorkerMessage;
  try {
    message = workerFromWire(wire);
  } catch (error) {
    return listener.messageError(error);
  }
  listener.message(message);
}

type AnswerWire = ['answer', slot: number, value: unknown, ...spent: number[]];
type AnswersWire = [
  'answers',
  slots?: AnswersMessage['slots'],
  values?: AnswersMessage['values'],
  spent?: AnswersMessage['spent'],
  failures?: AnswersMessage['failures'],
  begun?: AnswersMessage['begun'],
  skipped?: AnswersMessage['skipped'],
  times?: AnswersMessage['times'],
];
type ItemsWire = ['items', slot: number, first: number, values: ArrayLike<unknown>];

function fromArray(wire: unknown[]): WorkerMessage {
  if (wire[0] === 'answer') return oneAnswer(wire as AnswerWire);
  return wire[0] === 'answers' ? answersMessage(wire as AnswersWire) : itemsMessage(wire as ItemsWire);
}

function isOneAnswer({ slots, values, failures, begun, skipped, times }: AnswersMessage): boolean {
  if (slots.length !== 1 || values.length !== 1) return false;
  return failures.length + begun.length + skipped.length + times.length === 0;
}

function oneAnswer([, slot, value, ...spent]: AnswerWire): AnswersMessage {
  return { kind: 'answers', slots: [slot], values: [value], spent, failures: [], begun: [], skipped: [], times: [] };
}

function answersMessage(wire: AnswersWire): AnswersMessage {
  const [kind, slots = [], values = [], spent = [], failures = [], begun = [], skipped = [], times = []] = wire;
  return { kind, slots, values, spent, failures, begun, skipped, times };
}

function itemsMessage([kind, slot, first, values]: ItemsWire): ItemsMessage {
  return { kind, slot, first, values };
}
