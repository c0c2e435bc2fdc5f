/** A time limit in milliseconds: `undefined` and `Infinity` mean none, nothing but a number of at least 0 will do. */
export function checkMilliseconds(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number') {
    throw new TypeError(`${name} must be a number of milliseconds, got ${describe(value)}`);
  }
  if (!(value >= 0)) throw new RangeError(`${name} must be 0 or more milliseconds, got ${value}`);
  return value === Number.POSITIVE_INFINITY ? undefined : value;
}

/** A value for an error message: short, and never running the value's own code. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value !== 'object') {
    return typeof value === 'function' ? 'a function' : `${String(value)} (${typeof value})`;
  }
  return Array.isArray(value) ? 'an array' : 'an object';
}
