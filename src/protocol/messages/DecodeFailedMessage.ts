import { isThrown, type Thrown } from '../Thrown.js';
import { isNumber, type Unchecked } from '../validation.js';

/** The n-th message of the host could not be decoded; none of its tasks has started. */
export interface DecodeFailedMessage {
  readonly kind: 'decodeFailed';
  readonly ordinal: number;
  readonly error: Thrown;
}

export function isDecodeFailed({ ordinal, error }: Unchecked<DecodeFailedMessage>): boolean {
  return isNumber(ordinal) && isThrown(error);
}
