import { createHash } from 'node:crypto';
import { absentOptions, type SubmitOptions, type SubmitSchema, submitSchema } from '../../executor/SubmitOptions.js';
import { checkFiniteMilliseconds, checkPositiveCount, checkString } from '../../options/checks.js';
import type { Schema } from '../../options/readOptions.js';

/** How a job of a queue is to be treated, beside what every executor knows. */
export interface QueueSubmitOptions extends SubmitOptions {
  /** Milliseconds before it may begin. */
  delay?: number | undefined;
  /**
   * Most times that it may begin; 1 when left out: a lost worker then fails the Future, and the work is never done twice.
   * With more it begins again when its worker was lost or it failed, so that it should be harmless to repeat.
   */
  attempts?: number | undefined;
  /** Milliseconds before a failed one begins again, twice as long each further time; 0 when left out. */
  backoff?: number | undefined;
  /** Names this one call: a second submit of the same key, from any process, is the same job and gives its outcome. */
  idempotencyKey?: string | undefined;
}

/** With what `attach` adds. */
export interface CheckedQueueOptions extends QueueSubmitOptions {
  /** The job of the store that the call is to be attached to. */
  jobId?: string | undefined;
}

/** The checks of what a queue's `with` takes. */
export const queueSubmitSchema: SubmitSchema = {
  ...submitSchema,
  delay: checkFiniteMilliseconds,
  attempts: checkPositiveCount,
  backoff: checkFiniteMilliseconds,
  idempotencyKey: checkKey,
} satisfies Schema<QueueSubmitOptions>;

/** The options of a queue's executor that has no others. */
export const noQueueOptions: CheckedQueueOptions = { ...absentOptions(queueSubmitSchema), jobId: undefined };

/** The id of the job of a key. A key may be any text, and an id may not. */
export function idOfKey(key: string): string {
  return `k-${createHash('sha256').update(key).digest('base64url')}`;
}

function checkKey(value: unknown, name: string): string {
  const key = checkString(value, name);
  if (key === '') throw new RangeError(`${name} must not be empty`);
  return key;
}
