import { describe } from '../future/limits.js';

/** What an operator says that was given something else. */
export function notAFuture(operator: string, value: unknown): TypeError {
  return new TypeError(`${operator} takes a source of Futures, got ${describe(value)}`);
}
