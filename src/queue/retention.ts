import { checkMilliseconds, checkPositiveCount } from '../options/checks.js';
import { type OptionsTaker, readOptions, type Schema } from '../options/readOptions.js';

/** How long a store keeps ended jobs, for `attach` and for idempotency keys. */
export interface Retention {
  /** Milliseconds. Default: 3,600,000 (an hour). */
  age?: number | undefined;
  /** Greatest number of jobs. Default: 100,000. */
  count?: number | undefined;
}

/** A {@link Retention} with defaults applied. */
export type CheckedRetention = { readonly age: number; readonly count: number };

const schema = { age: checkMilliseconds, count: checkPositiveCount } satisfies Schema<Retention>;

/** Returns a store's `retain` option with defaults applied. */
export function checkRetention(value: unknown, name: string): CheckedRetention {
  const taker: OptionsTaker = { name, write: `${name}: { age: 60_000 }`, within: `${name}.` };
  const { age = 3_600_000, count = 100_000 } = readOptions(value, schema, taker);
  return { age, count };
}

/** Used when no `retain` is given. */
export const defaultRetention: CheckedRetention = { age: 3_600_000, count: 100_000 };
