import { isNumber, type MessageSchema } from '../validation.js';

/** An operator has unsubscribed from its source. */
export interface CancelInputMessage {
  readonly kind: 'cancelInput';
  readonly slot: number;
  readonly source: number;
}

export const cancelInputSchema: MessageSchema<CancelInputMessage> = { slot: isNumber, source: isNumber };
