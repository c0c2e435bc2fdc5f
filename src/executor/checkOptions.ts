import { describe } from '../future/limits.js';

export { checkFiniteMilliseconds, checkLimit, checkMilliseconds, describe } from '../future/limits.js';

/** Options are an object, or there are none. */
export function checkOptionsObject(options: unknown): asserts options is object {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`options must be an object, got ${describe(options)}`);
  }
}

/** The object's own property, or the fallback when it is left out; what comes from a prototype is no option. */
export function own(options: object, name: string, fallback?: unknown): unknown {
  const value = Object.hasOwn(options, name) ? (options as Record<string, unknown>)[name] : undefined;
  return value === undefined ? fallback : value;
}

/** A whole number of at least `least`. */
export function checkCount(value: unknown, name: string, least = 1): number {
  if (typeof value !== 'number') throw new TypeError(`${name} must be a whole number, got ${describe(value)}`);
  if (value === Number.POSITIVE_INFINITY) return value;
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${name} must be a whole number of ${least} or more, got ${value}`);
  }
  return value;
}

/** A text. */
export function checkText(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new TypeError(`${name} must be a text, got ${describe(value)}`);
  return value;
}
