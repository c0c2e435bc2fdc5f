import { isObject } from './isObject.js';
import { areAll, isString, type Unchecked } from './validation.js';

/** An error or any other thrown value, as plain data. Errors refer to each other by their index in the table. */
export type Thrown =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'errors'; readonly errors: readonly ErrorRecord[] };

/** One error. A `Link` stands in place of each error it refers to, so that cycles survive. */
export interface ErrorRecord {
  readonly className: string;
  /** The nearest class in its prototype chain that the receiver has as well. */
  readonly builtIn: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly fields: readonly (readonly [name: string, value: Link])[];
}

/** A value, the error at an index of the table, or a list of links. */
export type Link = { readonly error: number } | { readonly errors: readonly Link[] } | { readonly value: unknown };

/** Returns true for a well formed thrown value. */
export function isThrown(thrown: unknown): boolean {
  if (!isObject(thrown)) return false;
  const { kind, errors } = thrown as { kind?: unknown; errors?: unknown };
  return kind === 'value' || (areAll(errors, isErrorRecord) && errors.length > 0);
}

/** Does not check the stack: the decoder replaces one that is no string. */
function isErrorRecord(record: unknown): boolean {
  if (!isObject(record)) return false;
  const { className, builtIn, name, message, fields } = record as Unchecked<ErrorRecord>;
  return [className, builtIn, name, message].every(isString) && areAll(fields, isField);
}

function isField(field: unknown): boolean {
  return Array.isArray(field) && isString(field[0]) && isLink(field[1]);
}

function isLink(link: unknown): boolean {
  return isObject(link) && (!('errors' in link) || areAll(link.errors, isLink));
}
