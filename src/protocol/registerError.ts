import { type ErrorClass, realm } from './realm.js';

/**
 * Lets errors of a class cross to and from workers as instances of it. Call it on both sides; classes are matched by
 * their name. The instance is made without calling the constructor: message, stack, cause and own cloneable fields are
 * put on it. Bundlers that minify rename classes, in the page and in the worker differently: say the name then, and the
 * class bears it again.
 *
 * Errors: `TypeError` at the call.
 *
 * @param errorClass - A class that extends `Error`.
 * @param name - The name it crosses by; the class's own when left out.
 * @throws TypeError when it is not such a class, or another class of that name is registered.
 *
 * @example
 * ```ts
 * import { registerError } from 'rx-futures';
 *
 * class ParseError extends Error {
 *   line = 0;
 * }
 * registerError(ParseError, 'ParseError');
 * ```
 */
export function registerError(errorClass: ErrorClass, name?: string): void {
  const known: unknown = name ?? (errorClass as { name?: unknown } | null | undefined)?.name;
  if (!isErrorClass(errorClass) || typeof known !== 'string' || known === '') {
    throw new TypeError('registerError takes a named class that extends Error');
  }
  const other = realm.errorClasses.get(known);
  if (other !== undefined && other !== errorClass) {
    throw new TypeError(`another class named ${known} is registered already`);
  }
  if (errorClass.name !== known) Object.defineProperty(errorClass, 'name', { value: known, configurable: true });
  realm.errorClasses.set(known, errorClass);
}

function isErrorClass(value: unknown): value is ErrorClass {
  return typeof value === 'function' && value.prototype instanceof Error;
}
