import { cloneError } from './cloneable.js';
import { isEmptied } from './emptied.js';
import { errorClassNamed } from './knownErrors.js';
import type { ErrorRecord, Link, Thrown } from './messages.js';
import type { Clone } from './Transport.js';

/** What is told apart from the fields; the stack crosses as text. */
const handled = new Set(['name', 'message', 'stack']);

/**
 * A thrown value as plain data that crosses any boundary: errors with class, code, cause chain, `errors` and own
 * cloneable fields, cycles included; anything else as it is. Never throws, whatever the error's getters do.
 */
export function encodeThrown(thrown: unknown, clone: Clone): Thrown {
  if (isError(thrown)) {
    const table = new ErrorTable(clone);
    table.place(thrown);
    return { kind: 'errors', errors: table.records };
  }
  return {
    kind: 'value',
    value: crosses(thrown, clone) ? thrown : `(a thrown ${typeof thrown} that cannot be cloned)`,
  };
}

function crosses(value: unknown, clone: Clone): boolean {
  return cloneError(value, clone) === undefined && !isEmptied(value, clone);
}

/** Errors of any realm: those of a vm context are not `instanceof` ours. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]' || isDomException(value);
}

function isDomException(value: unknown): boolean {
  return typeof DOMException === 'function' && value instanceof DOMException;
}

class ErrorTable {
  readonly records: ErrorRecord[] = [];
  readonly #places = new Map<Error, number>();
  readonly #clone: Clone;

  constructor(clone: Clone) {
    this.#clone = clone;
  }

  place(error: Error): number {
    const known = this.#places.get(error);
    if (known !== undefined) return known;
    const place = this.records.length;
    this.#places.set(error, place);
    this.records.push(emptyRecord);
    this.records[place] = this.#record(error);
    return place;
  }

  #record(error: Error): ErrorRecord {
    const className = text(read(() => error.constructor.name)) ?? 'Error';
    return {
      className,
      builtIn: builtInOf(error),
      name: text(read(() => error.name)) ?? className,
      message: text(read(() => error.message)) ?? '',
      stack: text(read(() => error.stack)),
      fields: [...this.#fields(error)],
    };
  }

  *#fields(error: Error): Generator<readonly [string, Link]> {
    const names = new Set([...Object.keys(error), 'cause', 'errors', 'code']);
    for (const name of names) {
      if (handled.has(name) || !(Object.hasOwn(error, name) || isOwnCode(error, name))) continue;
      const value = read(() => (error as unknown as Record<string, unknown>)[name]);
      const link = value === unreadable ? undefined : this.#link(value);
      if (link !== undefined) yield [name, link];
    }
  }

  #link(value: unknown): Link | undefined {
    if (isError(value)) return { error: this.place(value) };
    if (Array.isArray(value) && value.some(isError)) {
      return { errors: value.map((each) => this.#link(each)).filter((link) => link !== undefined) };
    }
    return crosses(value, this.#clone) ? { value } : undefined;
  }
}

const emptyRecord: ErrorRecord = { className: '', builtIn: '', name: '', message: '', stack: undefined, fields: [] };
const unreadable = Symbol('unreadable');

/** A getter of an error may throw; then the field is left out. */
function read(get: () => unknown): unknown {
  try {
    return get();
  } catch {
    return unreadable;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Node's own errors have `code` on the instance; classes often on the prototype. Ours come back by their class. */
function isOwnCode(error: Error, name: string): boolean {
  return (
    name === 'code' && !isDomException(error) && typeof read(() => (error as { code?: unknown }).code) === 'string'
  );
}

function builtInOf(error: Error): string {
  if (isDomException(error)) return 'DOMException';
  for (let proto: unknown = Object.getPrototypeOf(error); proto !== null; proto = Object.getPrototypeOf(proto)) {
    const name = text(read(() => (proto as { constructor: { name: unknown } }).constructor.name));
    if (name !== undefined && errorClassNamed(name) !== undefined) return name;
  }
  return 'Error';
}
