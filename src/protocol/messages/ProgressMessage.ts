import { areNumbers, type Unchecked } from '../validation.js';

/** Progress values that the tasks in these slots reported; `values` has the same order. */
export interface ProgressMessage {
  readonly kind: 'progress';
  readonly slots: ArrayLike<number>;
  readonly values: readonly unknown[];
}

export function isProgress({ slots, values }: Unchecked<ProgressMessage>): boolean {
  return areNumbers(slots) && Array.isArray(values);
}
