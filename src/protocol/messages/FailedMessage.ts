import { isThrown, type Thrown } from '../Thrown.js';
import { isString, type MessageSchema } from '../validation.js';

/** The worker could not start: its file did not load, or its initializer failed. */
export interface FailedMessage {
  readonly kind: 'failed';
  readonly stage: 'load' | 'initializer';
  readonly error: Thrown;
}

export const failedSchema: MessageSchema<FailedMessage> = { stage: isString, error: isThrown };
