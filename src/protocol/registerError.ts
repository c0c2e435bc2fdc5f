import { type ErrorClass, realm } from './realm.js';

/**
 * Lets errors of a class cross to and from workers as instances of it. Call it on both sides; classes are matched by
 * their name. The instance is made without calling the constructor: message, stack, cause and own cloneable fields are
 * put on it.
 *
 * Errors: `TypeError` at the call.
 *
 * @param errorClass - A class that extends `Error`.
 * @throws TypeError when it is not such a class, or another class of that name is registered.
 *
 * @example
 * ```ts
 * import { registerError } from 'rx-futures';
 *
 * class ParseError extends Error {
 *   line = 0;
 * }
 * registerError(ParseError);
 * ```
 */
export function registerError(errorClass: ErrorClass): void {
  if (typeof errorClass !== 'function' || !(errorClass.prototype instanceof Error) || errorClass.name === '') {
    throw new TypeError('registerError takes a named class that extends Error');
  }
  const known = realm.errorClasses.get(errorClass.name);
  if (known !== undefined && known !== errorClass) {
    throw new TypeError(`another class named ${errorClass.name} is registered already`);
  }
  realm.errorClasses.set(errorClass.name, errorClass);
}
