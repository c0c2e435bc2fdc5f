/**
 * Gives an error class an identity that two copies of the package in one program share: `instanceof` then checks a mark
 * on the prototype instead of this copy's prototype chain. Subclasses made by users keep the ordinary meaning of
 * `instanceof`. The name is passed as a string, because bundlers rename classes, and errors are sent to and from
 * workers by the names of their classes.
 */
export function brand(errorClass: abstract new (...args: never[]) => Error, name: string, code: string): void {
  const mark = Symbol.for(`rx-futures.${name}`);
  Object.defineProperties(errorClass.prototype, {
    name: { value: name, configurable: true, writable: true },
    code: { value: code, configurable: true, writable: true },
    [mark]: { value: true },
  });
  Object.defineProperty(errorClass, 'name', { value: name, configurable: true });
  Object.defineProperty(errorClass, Symbol.hasInstance, {
    value(this: unknown, value: unknown): boolean {
      if (this === errorClass) return isMarked(value, mark);
      return Function.prototype[Symbol.hasInstance].call(this, value);
    },
  });
}

function isMarked(value: unknown, mark: symbol): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return (value as Record<symbol, unknown>)[mark] === true;
  } catch {
    return false; // a Proxy that throws
  }
}
