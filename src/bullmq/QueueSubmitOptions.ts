import { createHash } from 'node:crypto';
import { checkCount, checkFiniteMilliseconds, checkText } from '../executor/checkOptions.js';
import type { OptionChecks, SubmitOptions } from '../executor/SubmitOptions.js';

/** How a job of a queue is to be treated, beside what every executor knows. */
export interface QueueSubmitOptions extends SubmitOptions {
  /** Milliseconds before it may begin. */
  delay?: number;
  /**
   * Most times that it may begin; 1 when left out: a lost worker then fails the Future, and the work is never done twice.
   * With more it begins again when its worker was lost or it failed, so that it should be harmless to repeat.
   */
  attempts?: number;
  /** Milliseconds before a failed one begins again, twice as long each further time; 0 when left out. */
  backoff?: number;
  /** Names this one call: a second submit of the same key, from any process, is the same job and gives its outcome. */
  idempotencyKey?: string;
}

/** With what `attach` adds. */
export interface CheckedQueueOptions extends QueueSubmitOptions {
  /** The job of the store that the call is to be attached to. */
  jobId?: string;
}

/** The checks of what is beside {@link SubmitOptions}. */
export const queueOptionChecks: OptionChecks = {
  delay: (value, name) => checkFiniteMilliseconds(name, value) ?? 0,
  attempts: checkCount,
  backoff: (value, name) => checkFiniteMilliseconds(name, value) ?? 0,
  idempotencyKey: checkKey,
};

/** The id of the job of a key. A key may be any text, and an id may not. */
export function idOfKey(key: string): string {
  return `k-${createHash('sha256').update(key).digest('base64url')}`;
}

function checkKey(value: unknown, name: string): string {
  const key = checkText(value, name);
  if (key === '') throw new RangeError(`${name} must not be empty`);
  return key;
}
