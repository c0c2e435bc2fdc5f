import { checkMilliseconds, checkPositiveCount } from '../options/checks.js';
import { type OptionsTaker, readOptions, type Schema } from '../options/readOptions.js';

/** How long a store keeps what has ended, for `attach` and for idempotency keys. */
export interface Retention {
  /** Milliseconds; an hour when left out. */
  age?: number | undefined;
  /** Most jobs; 100,000 when left out. */
  count?: number | undefined;
}

/** Complete. */
export type CheckedRetention = { readonly age: number; readonly count: number };

const schema = { age: checkMilliseconds, count: checkPositiveCount } satisfies Schema<Retention>;

/** Returns the `retain` of a store, complete. */
export function checkRetention(value: unknown, name: string): CheckedRetention {
  const taker: OptionsTaker = { name, write: `${name}: { age: 60_000 }`, within: `${name}.` };
  const { age = 3_600_000, count = 100_000 } = readOptions(value, schema, taker);
  return { age, count };
}

/** Where no `retain` was given. */
export const defaultRetention: CheckedRetention = { age: 3_600_000, count: 100_000 };
