import { isThrown, type Thrown } from '../Thrown.js';
import { isString, type Unchecked } from '../validation.js';

/** The worker could not start: its file did not load, or its initializer failed. */
export interface FailedMessage {
  readonly kind: 'failed';
  readonly stage: 'load' | 'initializer';
  readonly error: Thrown;
}

export function isFailed({ stage, error }: Unchecked<FailedMessage>): boolean {
  return isString(stage) && isThrown(error);
}
