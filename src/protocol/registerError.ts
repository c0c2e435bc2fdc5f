import { type ErrorClass, realm } from './realm.js';

/**
 * Registers an error class, so that its errors arrive from and in workers as instances of it. Call it on the host and
 * in the worker; classes are matched by their name. The instance is made without calling the constructor: it gets
 * message, stack, cause and own cloneable fields. Bundlers that minify rename classes differently in the page and in
 * the worker: pass the name then, and the class gets it back.
 *
 * Errors: `TypeError` at the call.
 *
 * @param errorClass - A class that extends `Error`.
 * @param name - The name that identifies it. Default: the name of the class.
 * @throws TypeError when `errorClass` is not such a class, or another class of that name is registered.
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
    throw new TypeError('registerError: errorClass must be a named class that extends Error');
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
