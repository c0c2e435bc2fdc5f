import { isNumber, type Unchecked } from '../validation.js';

/** An operator has subscribed to its source, or can take `count` more of its values. */
export interface RequestInputMessage {
  readonly kind: 'requestInput';
  readonly slot: number;
  readonly source: number;
  readonly count: number;
}

export function isRequestInput({ slot, source, count }: Unchecked<RequestInputMessage>): boolean {
  return isNumber(slot) && isNumber(source) && isNumber(count);
}
