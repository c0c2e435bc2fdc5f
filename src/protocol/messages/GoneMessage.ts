import { areNumbers, isNumber, type MessageSchema } from '../validation.js';

/**
 * The reply to `check`, the host's n-th message: the worker does not have the tasks of these slots. Tasks that the host
 * put there since are not meant.
 */
export interface GoneMessage {
  readonly kind: 'gone';
  readonly ordinal: number;
  readonly slots: readonly number[];
}

export const goneSchema: MessageSchema<GoneMessage> = { ordinal: isNumber, slots: areNumbers };
