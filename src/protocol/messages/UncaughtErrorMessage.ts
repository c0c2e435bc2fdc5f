import { isThrown, type Thrown } from '../Thrown.js';
import type { MessageSchema } from '../validation.js';

/** An error that belongs to no task; the worker mostly ends after it. */
export interface UncaughtErrorMessage {
  readonly kind: 'uncaughtError';
  readonly error: Thrown;
}

export const uncaughtErrorSchema: MessageSchema<UncaughtErrorMessage> = { error: isThrown };
