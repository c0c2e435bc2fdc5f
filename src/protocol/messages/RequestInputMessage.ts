import { isNumber, type MessageSchema } from '../validation.js';

/** An operator has subscribed to its source, or can take `count` more of its values. */
export interface RequestInputMessage {
  readonly kind: 'requestInput';
  readonly slot: number;
  readonly source: number;
  readonly count: number;
}

export const requestInputSchema: MessageSchema<RequestInputMessage> = {
  slot: isNumber,
  source: isNumber,
  count: isNumber,
};
