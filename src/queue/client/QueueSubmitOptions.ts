import { createHash } from 'node:crypto';
import { absentOptions, type SubmitOptions, type SubmitSchema, submitSchema } from '../../executor/SubmitOptions.js';
import { checkFiniteMilliseconds, checkPositiveCount, checkString } from '../../options/checks.js';
import type { Schema } from '../../options/readOptions.js';

/** Submit options of a queue, in addition to those of every executor. */
export interface QueueSubmitOptions extends SubmitOptions {
  /** Milliseconds before the job may be started. */
  delay?: number | undefined;
  /**
   * Greatest number of times that the job may be started. With 1 a lost server fails the Future, and the task never
   * runs twice. With more the job is started again when its server was lost or the task failed; the task should be safe
   * to repeat. Default: 1.
   */
  attempts?: number | undefined;
  /** Milliseconds before a failed job is started again, doubled for each further attempt. Default: 0. */
  backoff?: number | undefined;
  /**
   * Names this one call: a second submit with the same key, from any process, joins the same job and gets its outcome.
   */
  idempotencyKey?: string | undefined;
}

/** The submit options of a queue, and the job of `attach`. */
export interface CheckedQueueOptions extends QueueSubmitOptions {
  /** The id of the job that the call is attached to. */
  jobId?: string | undefined;
}

/** The schema of `with` of a queue's executor. */
export const queueSubmitSchema: SubmitSchema = {
  ...submitSchema,
  delay: checkFiniteMilliseconds,
  attempts: checkPositiveCount,
  backoff: checkFiniteMilliseconds,
  idempotencyKey: checkKey,
} satisfies Schema<QueueSubmitOptions>;

/** The submit options of a queue's executor on which `with` was not called. */
export const noQueueOptions: CheckedQueueOptions = { ...absentOptions(queueSubmitSchema), jobId: undefined };

/** Returns the id of the job with this key. A key may be any string, an id may not. */
export function idOfKey(key: string): string {
  return `k-${createHash('sha256').update(key).digest('base64url')}`;
}

function checkKey(value: unknown, name: string): string {
  const key = checkString(value, name);
  if (key === '') throw new RangeError(`${name} must not be empty`);
  return key;
}
