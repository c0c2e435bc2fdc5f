import { attempt, setStack, titleOf } from '../errors/inspectThrown.js';
import { SerializationError } from '../errors/SerializationError.js';
import { errorClassNamed } from './knownErrors.js';
import type { ErrorRecord, Link, Thrown } from './Thrown.js';

/** Greatest nesting of lists of errors; the encoder nests less deeply. */
const deepestList = 100;

/**
 * Returns the thrown value: instances of registered and built-in classes, with cause chains and cycles restored. Never
 * throws: malformed input becomes a SerializationError.
 */
export function decodeThrown(thrown: Thrown): unknown {
  try {
    if (thrown.kind === 'value') return thrown.value;
    const errors = thrown.errors.map(bare);
    for (const [i, record] of thrown.errors.entries()) fill(errors[i] as Error, record, errors);
    if (errors[0] !== undefined) return errors[0];
  } catch (cause) {
    return undecodable(cause);
  }
  return undecodable(undefined);
}

function undecodable(cause: unknown): SerializationError {
  const part = 'the thrown error';
  return new SerializationError(`${part} could not be decoded on arrival: its message is malformed`, { part, cause });
}

/** Returns the error without its fields, which may refer to errors further on. */
function bare(record: ErrorRecord): Error {
  const error = instance(record);
  setStack(error, typeof record.stack === 'string' ? record.stack : titleOf(record));
  if (attempt(() => error.name) !== record.name) hide(error, 'name', record.name);
  return error;
}

/**
 * Returns an instance made without running a constructor of the user. Engines mark real errors, so an `Error` is made
 * and given the prototype of its class.
 */
function instance(record: ErrorRecord): Error {
  if (record.builtIn === 'DOMException') return new DOMException(record.message, record.name) as unknown as Error;
  const errorClass = errorClassNamed(record.className) ?? errorClassNamed(record.builtIn);
  const error = new Error(record.message);
  if (errorClass !== undefined) Object.setPrototypeOf(error, errorClass.prototype as object);
  return error;
}

function fill(error: Error, record: ErrorRecord, errors: readonly Error[]): void {
  for (const [name, link] of record.fields) {
    const value = follow(link, errors, 0);
    if (name === 'cause' || name === 'errors') hide(error, name, value);
    else define(error, name, value, true);
  }
}

function follow(link: Link, errors: readonly Error[], depth: number): unknown {
  if ('error' in link) return errors[link.error];
  if (!('errors' in link)) return link.value;
  if (depth === deepestList) throw new RangeError(`lists of errors are nested more than ${deepestList} deep`);
  return link.errors.map((each) => follow(each, errors, depth + 1));
}

function hide(error: Error, name: string, value: unknown): void {
  define(error, name, value, false);
}

/** Defines the property instead of assigning it: `__proto__` is then a field like any other, and no setter runs. */
function define(error: Error, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(error, name, { value, enumerable, configurable: true, writable: true });
}
