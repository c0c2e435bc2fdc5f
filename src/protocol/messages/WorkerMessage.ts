import { isObject } from '../isObject.js';
import { type AnnounceMessage, isAnnounce } from './AnnounceMessage.js';
import { type CancelInputMessage, isCancelInput } from './CancelInputMessage.js';
import { type DecodeFailedMessage, isDecodeFailed } from './DecodeFailedMessage.js';
import { type FailedMessage, isFailed } from './FailedMessage.js';
import { type GoneMessage, isGone } from './GoneMessage.js';
import { type ItemsMessage, type ItemsWire, isItems, itemsFromWire, itemsToWire } from './ItemsMessage.js';
import type { OverMemoryMessage } from './OverMemoryMessage.js';
import { isProgress, type ProgressMessage } from './ProgressMessage.js';
import type { ReadyMessage } from './ReadyMessage.js';
import { isRequestInput, type RequestInputMessage } from './RequestInputMessage.js';
import { isResults, type ResultsMessage, type ResultsWire, resultsFromWire, resultsToWire } from './ResultsMessage.js';
import { isUncaughtError, type UncaughtErrorMessage } from './UncaughtErrorMessage.js';

/** A message from a stream's producer in a worker to its consumer on the host. */
export type StreamMessage = ItemsMessage | RequestInputMessage | CancelInputMessage;

/** A message from a worker to the host. */
export type WorkerMessage =
  | ReadyMessage
  | FailedMessage
  | ResultsMessage
  | ProgressMessage
  | StreamMessage
  | AnnounceMessage
  | UncaughtErrorMessage
  | OverMemoryMessage
  | DecodeFailedMessage
  | GoneMessage;

/** The kinds that are posted as arrays. */
type WorkerWire = ResultsWire | ItemsWire;

/** Returns the form in which a message of the worker is posted: the frequent ones as arrays, as the host's are. */
export function workerToWire(message: WorkerMessage): unknown {
  if (message.kind === 'results') return resultsToWire(message);
  return message.kind === 'items' ? itemsToWire(message) : message;
}

/** Returns the worker's message from its wire form. */
export function workerFromWire(posted: unknown): WorkerMessage {
  if (!Array.isArray(posted)) return posted as WorkerMessage;
  const wire = posted as WorkerWire;
  if (wire[0] === 'result' || wire[0] === 'results') return resultsFromWire(wire);
  return wire[0] === 'items' ? itemsFromWire(wire) : wire;
}

/** The callbacks for the messages from a worker. */
export interface WorkerMessageListener {
  message(message: WorkerMessage): void;
  /** A message arrived that could not be decoded. */
  messageError(error: unknown): void;
}

/** The checks of the kinds; a message without fields needs none. */
const checks: Readonly<Record<WorkerMessage['kind'], (message: object) => boolean>> = {
  ready: () => true,
  failed: isFailed,
  results: isResults,
  progress: isProgress,
  items: isItems,
  requestInput: isRequestInput,
  cancelInput: isCancelInput,
  announce: isAnnounce,
  uncaughtError: isUncaughtError,
  overMemory: () => true,
  decodeFailed: isDecodeFailed,
  gone: isGone,
};

/**
 * Returns the worker's message from its wire form; throws a `TypeError` for a malformed one. In Node a task can reach
 * the channel and post on it, and such messages must not crash the host. A task that imitates the worker cannot be
 * detected: both are one program. A Web Worker's messages need no check: its port is out of reach of its tasks.
 */
export function checkedFromWire(posted: unknown): WorkerMessage {
  const message: unknown = workerFromWire(posted);
  if (isWorkerMessage(message)) return message;
  throw new TypeError('malformed message from a worker');
}

/** Passes a worker's message to the listener; reports a malformed one as an error. */
export function receiveChecked(posted: unknown, listener: WorkerMessageListener): void {
  let message: WorkerMessage;
  try {
    message = checkedFromWire(posted);
  } catch (error) {
    return listener.messageError(error);
  }
  listener.message(message);
}

function isWorkerMessage(message: unknown): message is WorkerMessage {
  if (!isObject(message)) return false;
  const { kind } = message as { kind?: unknown };
  return typeof kind === 'string' && Object.hasOwn(checks, kind) && checks[kind as WorkerMessage['kind']](message);
}
