/** A number of milliseconds: at least 0, `Infinity` included. `undefined` passes, for the caller's default. */
export function checkMilliseconds(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const milliseconds = checkNumber(name, value);
  if (!(milliseconds >= 0)) throw new RangeError(`${name} must be 0 or more milliseconds, got ${milliseconds}`);
  return milliseconds;
}

/** The same for what needs an end: `Infinity` is refused. */
export function checkFiniteMilliseconds(name: string, value: unknown): number | undefined {
  const milliseconds = checkMilliseconds(name, value);
  if (milliseconds !== Number.POSITIVE_INFINITY) return milliseconds;
  throw new RangeError(`${name} must be a finite number of milliseconds, got Infinity`);
}

/** A time limit of an executor: `undefined` and `Infinity` mean none. */
export function checkLimit(name: string, value: unknown): number | undefined {
  return noneIfEndless(checkMilliseconds(name, value));
}

/**
 * How long a reader waits: `undefined` and `Infinity` mean without a limit. A negative number counts as 0, since callers
 * compute it (`end - Date.now()`).
 */
export function checkPatience(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const milliseconds = checkNumber(name, value);
  if (Number.isNaN(milliseconds)) throw new RangeError(`${name} must be a number of milliseconds, got NaN`);
  return noneIfEndless(Math.max(0, milliseconds));
}

function checkNumber(name: string, value: unknown): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`${name} must be a number of milliseconds, got ${describe(value)}`);
}

/** Past 285,000 years a clock cannot count milliseconds. */
function noneIfEndless(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined || milliseconds > Number.MAX_SAFE_INTEGER ? undefined : milliseconds;
}

/** A value for an error message: short, and never running the value's own code. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value !== 'object') {
    return typeof value === 'function' ? 'a function' : `${String(value)} (${typeof value})`;
  }
  return isArray(value) ? 'an array' : 'an object';
}

/** `Array.isArray` throws for a revoked Proxy. */
function isArray(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}
