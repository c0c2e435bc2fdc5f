import { isNumber, type MessageSchema } from '../validation.js';

/** An operator has subscribed to its source, or can take `count` more of its values. */
export interface RequestMessage {
  readonly kind: 'request';
  readonly slot: number;
  readonly source: number;
  readonly count: number;
}

export const requestSchema: MessageSchema<RequestMessage> = { slot: isNumber, source: isNumber, count: isNumber };
