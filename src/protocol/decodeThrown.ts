import { errorClassNamed } from './knownErrors.js';
import type { ErrorRecord, Link, Thrown } from './messages.js';

/** The thrown value again: instances of registered and built-in classes, cause chains and cycles tied up as they were. */
export function decodeThrown(thrown: Thrown): unknown {
  if (thrown.kind === 'value') return thrown.value;
  const errors = thrown.errors.map(bare);
  for (const [i, record] of thrown.errors.entries()) fill(errors[i] as Error, record, errors);
  return errors[0];
}

/** The error without its fields: those may refer to errors further on. */
function bare(record: ErrorRecord): Error {
  const error = instance(record);
  hide(error, 'stack', record.stack);
  if (error.name !== record.name) hide(error, 'name', record.name);
  return error;
}

/** Made without running a constructor of the user's; engines mark real errors, so one is made and given its class. */
function instance(record: ErrorRecord): Error {
  if (record.builtIn === 'DOMException') return new DOMException(record.message, record.name) as unknown as Error;
  const errorClass = errorClassNamed(record.className) ?? errorClassNamed(record.builtIn);
  const error = new Error(record.message);
  if (errorClass !== undefined) Object.setPrototypeOf(error, errorClass.prototype as object);
  return error;
}

function fill(error: Error, record: ErrorRecord, errors: readonly Error[]): void {
  for (const [name, link] of record.fields) {
    const value = follow(link, errors);
    if (name === 'cause' || name === 'errors') hide(error, name, value);
    else define(error, name, value, true);
  }
}

function follow(link: Link, errors: readonly Error[]): unknown {
  if ('error' in link) return errors[link.error];
  if ('errors' in link) return link.errors.map((each) => follow(each, errors));
  return link.value;
}

function hide(error: Error, name: string, value: unknown): void {
  define(error, name, value, false);
}

/** Defined and not assigned: `__proto__` is then a field like any other, and a setter is not run. */
function define(error: Error, name: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(error, name, { value, enumerable, configurable: true, writable: true });
}
