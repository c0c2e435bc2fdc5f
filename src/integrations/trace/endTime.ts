import type { TaskSpan } from './Timeline.js';

/** When the task held its worker no longer; `undefined` when it had not ended. */
export function endTime({ endedAt, stopped }: TaskSpan): number | undefined {
  return stopped ?? endedAt;
}
