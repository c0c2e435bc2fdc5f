import { attempt, describeInstance } from '../errors/inspectThrown.js';

/** Returns a short description of a value for an error message, without running the value's getters and methods. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  // a revoked Proxy throws
  if (attempt(() => Array.isArray(value)) === true) return 'an array';
  return describeInstance(attempt(() => Object.getPrototypeOf(value)?.constructor?.name));
}
