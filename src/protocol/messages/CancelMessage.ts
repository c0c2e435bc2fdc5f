import { isNumber, type MessageSchema } from '../validation.js';

/** An operator has unsubscribed from its source. */
export interface CancelMessage {
  readonly kind: 'cancel';
  readonly slot: number;
  readonly source: number;
}

export const cancelSchema: MessageSchema<CancelMessage> = { slot: isNumber, source: isNumber };
