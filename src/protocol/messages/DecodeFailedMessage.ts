import { isThrown, type Thrown } from '../Thrown.js';
import { isNumber, type MessageSchema } from '../validation.js';

/** The n-th message of the host could not be decoded; none of its tasks has started. */
export interface DecodeFailedMessage {
  readonly kind: 'decodeFailed';
  readonly ordinal: number;
  readonly error: Thrown;
}

export const decodeFailedSchema: MessageSchema<DecodeFailedMessage> = { ordinal: isNumber, error: isThrown };
