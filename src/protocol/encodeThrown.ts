import { attempt, isDomException, isError, primitiveToString, stackOf } from '../errors/inspectThrown.js';
import { cloneError } from './cloneable.js';
import { errorClassNamed } from './knownErrors.js';
import { losesData } from './lossyClone.js';
import { nestsTooDeep, uncloneableThrown } from './serializationError.js';
import type { ErrorRecord, Link, Thrown } from './Thrown.js';
import type { Clone } from './Transport.js';

/**
 * Greatest number of errors sent with a thrown one: its causes, the `errors` of an AggregateError, and those in fields.
 */
const mostErrors = 1000;
/** Greatest nesting of lists of errors. */
const deepestList = 8;
/** Longest chain of prototypes that is searched for a class: that of a Proxy may have no end. */
const longestChain = 100;

/** Excluded from the fields: name, message and stack have their own places in the record. */
const handled = new Set(['name', 'message', 'stack']);

/**
 * Returns a thrown value as plain data that crosses any boundary: errors with class, code, cause chain, `errors` and
 * own cloneable fields, cycles included; anything else unchanged. A value that cannot be cloned becomes a
 * SerializationError that names `part`. Never throws, whatever getters, Proxies and hooks do.
 */
export function encodeThrown(thrown: unknown, clone: Clone, part = 'the thrown error'): Thrown {
  if (!isError(thrown) && crosses(thrown, clone)) return { kind: 'value', value: thrown };
  const table = new ErrorTable(clone, part);
  table.place(isError(thrown) ? thrown : uncloneableThrown(thrown, part, clone));
  return { kind: 'errors', errors: table.finish() };
}

function crosses(value: unknown, clone: Clone): boolean {
  if (cloneError(value, clone) !== undefined) return false;
  return attempt(() => !nestsTooDeep(value) && !losesData(value, clone)) === true;
}

/**
 * The errors of one thrown value, each with an index that others refer to. They are encoded one after another, not
 * nested.
 */
class ErrorTable {
  readonly #errors: Error[] = [];
  readonly #places = new Map<Error, number>();
  readonly #clone: Clone;
  readonly #part: string;
  #cut: number | undefined;

  constructor(clone: Clone, part: string) {
    this.#clone = clone;
    this.#part = part;
  }

  /** Returns the index of the error. When the table is full, returns that of an error which reports so. */
  place(error: Error): number {
    const known = this.#places.get(error);
    if (known !== undefined) return known;
    if (this.#errors.length < mostErrors) return this.#add(error);
    this.#cut ??= this.#add(new Error(`cut here: ${this.#part} arrives with at most ${mostErrors} errors`));
    return this.#cut;
  }

  finish(): ErrorRecord[] {
    const records: ErrorRecord[] = [];
    for (let i = 0; i < this.#errors.length; i++) records.push(this.#record(this.#errors[i] as Error));
    return records;
  }

  #add(error: Error): number {
    this.#places.set(error, this.#errors.length);
    return this.#errors.push(error) - 1;
  }

  #record(error: Error): ErrorRecord {
    const className = primitiveToString(attempt(() => error.constructor.name)) ?? 'Error';
    return {
      className,
      builtIn: builtInOf(error),
      name: primitiveToString(attempt(() => error.name)) ?? className,
      message: primitiveToString(attempt(() => error.message)) ?? '',
      stack: stackOf(error),
      fields: [...this.#fields(error)],
    };
  }

  *#fields(error: Error): Generator<readonly [string, Link]> {
    const names = new Set([...(attempt(() => Object.keys(error)) ?? []), 'cause', 'errors', 'code']);
    for (const name of names) {
      if (handled.has(name) || !(attempt(() => Object.hasOwn(error, name)) === true || isOwnCode(error, name)))
        continue;
      const read = attempt(() => ({ value: (error as unknown as Record<string, unknown>)[name] }));
      const link = read && this.#link(name, read.value);
      if (link !== undefined) yield [name, link];
    }
  }

  /**
   * Returns the link for a field; `undefined` for a field that cannot be cloned. An error in its place reports a cause,
   * an element of a list of errors, or a value nested too deeply that cannot be cloned.
   */
  #link(name: string, value: unknown): Link | undefined {
    if (isError(value)) return { error: this.place(value) };
    const list = attempt(() =>
      Array.isArray(value) && value.some(isError) ? { errors: this.#list(value, 1) } : undefined,
    );
    if (list !== undefined) return list;
    if (crosses(value, this.#clone)) return { value };
    if (name === 'errors')
      return attempt(() => ({ errors: this.#list(value as unknown[], 1) })) ?? this.#instead(name, value);
    return name === 'cause' || nestsTooDeep(value) ? this.#instead(name, value) : undefined;
  }

  #list(values: readonly unknown[], depth: number): Link[] {
    return Array.from(values, (each, i) => {
      if (isError(each)) return { error: this.place(each) };
      if (crosses(each, this.#clone)) return { value: each };
      if (Array.isArray(each) && depth < deepestList) return { errors: this.#list(each, depth + 1) };
      return this.#instead(`errors[${i}]`, each);
    });
  }

  #instead(name: string, value: unknown): Link {
    return { error: this.place(uncloneableThrown(value, `${name} of ${this.#part}`, this.#clone)) };
  }
}

/**
 * Returns true for a `code` on the instance or its prototype: Node's errors have it on the instance, classes often on
 * the prototype. Errors of this package get it back with their class.
 */
function isOwnCode(error: Error, name: string): boolean {
  return (
    name === 'code' && !isDomException(error) && typeof attempt(() => (error as { code?: unknown }).code) === 'string'
  );
}

function builtInOf(error: Error): string {
  if (isDomException(error)) return 'DOMException';
  let proto: unknown = error;
  for (let i = 0; i < longestChain; i++) {
    proto = attempt(() => Object.getPrototypeOf(proto) as unknown);
    if (proto === null || proto === undefined) break;
    const name = primitiveToString(attempt(() => (proto as { constructor: { name: unknown } }).constructor.name));
    if (name !== undefined && errorClassNamed(name) !== undefined) return name;
  }
  return 'Error';
}
