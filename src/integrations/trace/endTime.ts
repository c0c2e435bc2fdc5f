import type { TaskSpan } from './Timeline.js';

/** Returns when the task released its worker; `undefined` if it has not ended. */
export function endTime({ endedAt, stopped }: TaskSpan): number | undefined {
  return stopped ?? endedAt;
}
