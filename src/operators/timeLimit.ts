import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { checkOptionsObject, describe, own } from '../executor/checkOptions.js';
import { checkPatience } from '../future/limits.js';

/** How long an operator goes on, and by which clock. */
export interface TimeLimit {
  /** Milliseconds; `undefined` for no limit. */
  readonly timeout: number | undefined;
  readonly scheduler: SchedulerLike;
}

/** The `timeout` and `scheduler` of an operator's options, checked at its call. */
export function checkTimeLimit(options: unknown): TimeLimit {
  checkOptionsObject(options);
  return { timeout: checkPatience('timeout', own(options, 'timeout')), scheduler: checkScheduler(options) };
}

function checkScheduler(options: object): SchedulerLike {
  const scheduler = own(options, 'scheduler', asyncScheduler);
  const { schedule } = Object(scheduler) as Partial<SchedulerLike>;
  if (typeof schedule === 'function') return scheduler as SchedulerLike;
  throw new TypeError(`scheduler must be an RxJS scheduler, got ${describe(scheduler)}`);
}
