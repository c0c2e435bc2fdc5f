import { areNumbers, type MessageSchema } from '../validation.js';

/** Progress values that the tasks in these slots reported; `values` has the same order. */
export interface ProgressMessage {
  readonly kind: 'progress';
  readonly slots: ArrayLike<number>;
  readonly values: readonly unknown[];
}

export const progressSchema: MessageSchema<ProgressMessage> = { slots: areNumbers, values: Array.isArray };
