import { completionOf, type Future } from '../future/Future.js';
import { isFuture } from '../future/isFuture.js';
import { describe } from '../options/describe.js';

/**
 * Returns the error for a value that is no Future an operator can use: anything else, or a Proxy that does not pass
 * calls on to its Future. `undefined` when the operator can use it.
 */
export function whyNoFuture(operator: string, value: unknown): TypeError | undefined {
  if (!isFuture(value)) return new TypeError(`${operator} takes a source of Futures, got ${describe(value)}`);
  if (completionOf(value as Future<unknown>) !== undefined) return undefined;
  try {
    (value as Future<unknown>).done();
    return undefined;
  } catch (cause) {
    return new TypeError(`${operator} takes a source of Futures, got a Proxy of one: give it the Future itself`, {
      cause,
    });
  }
}
