import { isNumber, isString, type Unchecked } from '../validation.js';

/**
 * Announces that the next message holds this value of this task: if it fails to decode, the receiver knows which task
 * to fail.
 */
export interface AnnounceMessage {
  readonly kind: 'announce';
  readonly slot: number;
  readonly part: string;
}

export function isAnnounce({ slot, part }: Unchecked<AnnounceMessage>): boolean {
  return isNumber(slot) && isString(part);
}
