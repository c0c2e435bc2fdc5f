import { checkWorkerMessage } from './checkWorkerMessage.js';
import type { ItemsMessage, ResultsMessage, WorkerMessage } from './messages.js';
import type { TransportListener } from './Transport.js';
import { packed, packedCounts, packedValues, trimmed } from './wireParts.js';

/**
 * Returns the form in which a message of the worker is posted: as the host's messages are, one result as one flat
 * array.
 */
export function workerToWire(message: WorkerMessage): unknown {
  if (message.kind === 'results') {
    const { slots, values, durations, failures, started, skipped, times } = message;
    if (isOneAnswer(message)) return ['result', slots[0], values[0], ...durations];
    return trimmed(['results', packedCounts(slots), values, durations, failures, started, skipped, packed(times)]);
  }
  if (message.kind === 'items') return ['items', message.slot, message.first, packedValues(message.values)];
  return message;
}

/** Returns the worker's message from its wire form. Throws for a malformed message. */
export function workerFromWire(wire: unknown): WorkerMessage {
  return checkWorkerMessage(Array.isArray(wire) ? fromArray(wire) : wire);
}

/** Passes a worker's message to the listener; reports a malformed one as an error. */
export function receiveFromWorker(wire: unknown, listener: Pick<TransportListener, 'message' | 'messageError'>): void {
  let message: WorkerMessage;
  try {
    message = workerFromWire(wire);
  } catch (error) {
    return listener.messageError(error);
  }
  listener.message(message);
}

type AnswerWire = ['result', slot: number, value: unknown, ...spent: number[]];
type AnswersWire = [
  'results',
  slots?: ResultsMessage['slots'],
  values?: ResultsMessage['values'],
  spent?: ResultsMessage['durations'],
  failures?: ResultsMessage['failures'],
  begun?: ResultsMessage['started'],
  skipped?: ResultsMessage['skipped'],
  times?: ResultsMessage['times'],
];
type ItemsWire = ['items', slot: number, first: number, values: ArrayLike<unknown>];

function fromArray(wire: unknown[]): WorkerMessage {
  if (wire[0] === 'result') return oneAnswer(wire as AnswerWire);
  return wire[0] === 'results' ? answersMessage(wire as AnswersWire) : itemsMessage(wire as ItemsWire);
}

function isOneAnswer({ slots, values, failures, started, skipped, times }: ResultsMessage): boolean {
  if (slots.length !== 1 || values.length !== 1) return false;
  return failures.length + started.length + skipped.length + times.length === 0;
}

function oneAnswer([, slot, value, ...spent]: AnswerWire): ResultsMessage {
  return {
    kind: 'results',
    slots: [slot],
    values: [value],
    durations: spent,
    failures: [],
    started: [],
    skipped: [],
    times: [],
  };
}

function answersMessage(wire: AnswersWire): ResultsMessage {
  const [kind, slots = [], values = [], spent = [], failures = [], begun = [], skipped = [], times = []] = wire;
  return { kind, slots, values, durations: spent, failures, started: begun, skipped, times };
}

function itemsMessage([kind, slot, first, values]: ItemsWire): ItemsMessage {
  return { kind, slot, first, values };
}
