import type { SchedulerLike } from 'rxjs';
import { checkPatience } from '../options/checks.js';
import { describe } from '../options/describe.js';

/** The checks for an operator's `timeout` and `scheduler`. */
export const timeLimitSchema = { timeout: checkPatience, scheduler: checkScheduler };

function checkScheduler(value: unknown, name: string): SchedulerLike {
  const { schedule } = Object(value) as Partial<SchedulerLike>;
  if (typeof schedule === 'function') return value as SchedulerLike;
  throw new TypeError(`${name} must be an RxJS scheduler, got ${describe(value)}`);
}
