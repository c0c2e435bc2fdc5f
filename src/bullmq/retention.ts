import { checkCount, checkMilliseconds, checkOptionsObject, own } from '../executor/checkOptions.js';

/** How long a store keeps what has ended, for `attach` and for idempotency keys. */
export interface Retention {
  /** Milliseconds; an hour when left out. */
  milliseconds?: number;
  /** Most jobs; 100,000 when left out. */
  count?: number;
}

/** Complete. */
export type CheckedRetention = Readonly<Required<Retention>>;

export function checkRetention(retain: unknown): CheckedRetention {
  checkOptionsObject(retain);
  return {
    milliseconds: checkMilliseconds('retain.milliseconds', own(retain, 'milliseconds')) ?? 3_600_000,
    count: checkCount(own(retain, 'count', 100_000), 'retain.count'),
  };
}
