import type { ErrorRecord, Link, Thrown, WorkerMessage } from './messages.js';

/**
 * Returns the message if it is well formed; throws a `TypeError` otherwise. A task can reach the channel and post on
 * it, and such messages must not crash the host. A task that imitates the worker cannot be detected: both are one
 * program.
 */
export function checkWorkerMessage(message: unknown): WorkerMessage {
  const known = message as WorkerMessage;
  if (isObject(message) && isWellFormed(known)) return known;
  throw new TypeError('a worker said what is no message of this version of rx-futures');
}

function isWellFormed(message: WorkerMessage): boolean {
  switch (message.kind) {
    case 'ready':
    case 'overMemory':
      return true;
    case 'results':
      return (
        [message.slots, message.started, message.skipped, message.durations, message.times].every(areNumbers) &&
        Array.isArray(message.values) &&
        areAll(message.failures, isFailure)
      );
    case 'progress':
      return areNumbers(message.slots) && Array.isArray(message.values);
    case 'items':
      return areNumbers([message.slot, message.first]) && isList(message.values);
    case 'request':
      return areNumbers([message.slot, message.source, message.count]);
    case 'cancel':
      return areNumbers([message.slot, message.source]);
    case 'uncaughtError':
    case 'failed':
      return isThrown(message.error);
    case 'decodeFailed':
      return areNumbers([message.ordinal]) && isThrown(message.error);
    case 'next':
      return areNumbers([message.slot]) && typeof message.part === 'string';
    case 'gone':
      return areNumbers([message.ordinal]) && areNumbers(message.slots);
    default:
      return false;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number';
}

function isList(value: unknown): boolean {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
}

function areNumbers(list: unknown): boolean {
  return Array.isArray(list) ? list.every(isNumber) : isList(list);
}

function areAll<T>(list: readonly T[], is: (each: T) => boolean): boolean {
  return Array.isArray(list) && list.every(is);
}

function isFailure(failure: readonly [slot: number, thrown: Thrown]): boolean {
  return Array.isArray(failure) && isNumber(failure[0]) && isThrown(failure[1]);
}

function isThrown(thrown: Thrown): boolean {
  if (!isObject(thrown)) return false;
  return thrown.kind === 'value' || (areAll(thrown.errors, isErrorRecord) && thrown.errors.length > 0);
}

function isErrorRecord(record: ErrorRecord): boolean {
  if (!isObject(record)) return false;
  const { className, builtIn, name, message, fields } = record;
  return [className, builtIn, name, message].every((text) => typeof text === 'string') && areAll(fields, isField);
}

function isField(field: readonly [name: string, value: Link]): boolean {
  return Array.isArray(field) && typeof field[0] === 'string' && isLink(field[1]);
}

function isLink(link: Link): boolean {
  if (!isObject(link)) return false;
  return !('errors' in link) || areAll(link.errors, isLink);
}
