import { isThrown, type Thrown } from '../Thrown.js';
import type { Unchecked } from '../validation.js';

/** An error that belongs to no task; the worker mostly ends after it. */
export interface UncaughtErrorMessage {
  readonly kind: 'uncaughtError';
  readonly error: Thrown;
}

export function isUncaughtError({ error }: Unchecked<UncaughtErrorMessage>): boolean {
  return isThrown(error);
}
