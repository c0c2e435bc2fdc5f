import { areNumbers, isNumber, type Unchecked } from '../validation.js';

/**
 * The reply to `check`, the host's n-th message: the worker does not have the tasks of these slots. Tasks that the host
 * put there since are not meant.
 */
export interface GoneMessage {
  readonly kind: 'gone';
  readonly ordinal: number;
  readonly slots: readonly number[];
}

export function isGone({ ordinal, slots }: Unchecked<GoneMessage>): boolean {
  return isNumber(ordinal) && areNumbers(slots);
}
