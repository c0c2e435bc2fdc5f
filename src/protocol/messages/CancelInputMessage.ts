import { isNumber, type Unchecked } from '../validation.js';

/** An operator has unsubscribed from its source. */
export interface CancelInputMessage {
  readonly kind: 'cancelInput';
  readonly slot: number;
  readonly source: number;
}

export function isCancelInput({ slot, source }: Unchecked<CancelInputMessage>): boolean {
  return isNumber(slot) && isNumber(source);
}
