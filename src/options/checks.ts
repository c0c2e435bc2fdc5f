import { describe } from './describe.js';

/**
 * Returns the value of an option, normalized; throws a TypeError or RangeError that names the option for an invalid
 * one.
 */
export type Check<T> = (value: unknown, name: string) => T;

export function checkBoolean(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new TypeError(`${name} must be true or false, got ${describe(value)}`);
}

export function checkString(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`${name} must be a string, got ${describe(value)}`);
}

/** Checks a function. The caller guarantees its parameters and result. */
export function checkFunction<F extends (...args: never[]) => unknown>(value: unknown, name: string): F {
  if (typeof value === 'function') return value as F;
  throw new TypeError(`${name} must be a function, got ${describe(value)}`);
}

/** Checks a whole number of 1 or more; `Infinity` passes. */
export function checkPositiveCount(value: unknown, name: string): number {
  return wholeNumber(value, name, 1);
}

/** Checks a whole number of 0 or more; `Infinity` passes. */
export function checkCount(value: unknown, name: string): number {
  return wholeNumber(value, name, 0);
}

/** Checks a number of milliseconds: at least 0, `Infinity` included. */
export function checkMilliseconds(value: unknown, name: string): number {
  const milliseconds = checkNumber(value, name);
  if (!(milliseconds >= 0)) throw new RangeError(`${name} must be 0 or more milliseconds, got ${milliseconds}`);
  return milliseconds;
}

/** Checks a finite number of milliseconds: `Infinity` is refused. */
export function checkFiniteMilliseconds(value: unknown, name: string): number {
  const milliseconds = checkMilliseconds(value, name);
  if (milliseconds !== Number.POSITIVE_INFINITY) return milliseconds;
  throw new RangeError(`${name} must be a finite number of milliseconds, got Infinity`);
}

/** Checks a time limit of an executor: returns `undefined`, no limit, for `Infinity`. */
export function checkLimit(value: unknown, name: string): number | undefined {
  return noneIfEndless(checkMilliseconds(value, name));
}

/**
 * Checks how long a caller waits: returns `undefined`, no limit, for `Infinity`, and 0 for a negative number, since
 * callers compute it (`end - Date.now()`).
 */
export function checkPatience(value: unknown, name: string): number | undefined {
  const milliseconds = checkNumber(value, name);
  if (Number.isNaN(milliseconds)) throw new RangeError(`${name} must be a number of milliseconds, got NaN`);
  return noneIfEndless(Math.max(0, milliseconds));
}

/** Checks the policy for lost workers. */
export function checkLossPolicy(value: unknown, name: string): 'break' | 'replace' {
  if (value === 'break' || value === 'replace') return value;
  const Wrong = typeof value === 'string' ? RangeError : TypeError;
  throw new Wrong(`${name} must be 'break' or 'replace', got ${describe(value)}`);
}

function wholeNumber(value: unknown, name: string, least: number): number {
  if (typeof value !== 'number') throw new TypeError(`${name} must be a whole number, got ${describe(value)}`);
  if (value === Number.POSITIVE_INFINITY) return value;
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(`${name} must be a whole number of ${least} or more, got ${value}`);
  }
  return value;
}

function checkNumber(value: unknown, name: string): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`${name} must be a number of milliseconds, got ${describe(value)}`);
}

/** Returns `undefined` for `Infinity` and for more milliseconds than a number counts exactly: some 285,000 years. */
function noneIfEndless(milliseconds: number): number | undefined {
  return milliseconds > Number.MAX_SAFE_INTEGER ? undefined : milliseconds;
}
