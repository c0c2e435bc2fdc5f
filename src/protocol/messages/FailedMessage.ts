import { isThrown, type Thrown } from '../Thrown.js';
import { isString, type Unchecked } from '../validation.js';

/** The step of a worker's start that failed: loading its file, running its initializer, loading its finalizer. */
export type StartStage = 'load' | 'initializer' | 'finalizer';

/** The worker could not start. */
export interface FailedMessage {
  readonly kind: 'failed';
  readonly stage: StartStage;
  readonly error: Thrown;
}

export function isFailed({ stage, error }: Unchecked<FailedMessage>): boolean {
  return isString(stage) && isThrown(error);
}
