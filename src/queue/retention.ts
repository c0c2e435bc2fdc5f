import { checkMilliseconds, checkPositiveCount } from '../options/checks.js';
import { type OptionsTaker, readOptions, type Schema } from '../options/readOptions.js';

/** How long a store keeps what has ended, for `attach` and for idempotency keys. */
export interface Retention {
  /** Milliseconds; an hour when left out. */
  milliseconds?: number | undefined;
  /** Most jobs; 100,000 when left out. */
  count?: number | undefined;
}

/** Complete. */
export type CheckedRetention = { readonly milliseconds: number; readonly count: number };

const schema = { milliseconds: checkMilliseconds, count: checkPositiveCount } satisfies Schema<Retention>;

/** Returns the `retain` of a store, complete. */
export function checkRetention(value: unknown, name: string): CheckedRetention {
  const taker: OptionsTaker = { name, write: `${name}: { milliseconds: 60_000 }`, within: `${name}.` };
  const { milliseconds = 3_600_000, count = 100_000 } = readOptions(value, schema, taker);
  return { milliseconds, count };
}

/** Where no `retain` was given. */
export const defaultRetention: CheckedRetention = { milliseconds: 3_600_000, count: 100_000 };
