import type { SchedulerLike } from 'rxjs';
import type { Turns } from '../EventLoop.js';

/** The event loop as the clock knows it: real, or virtual. */
export function turnsOf(clock: SchedulerLike): Turns {
  return {
    now: () => clock.now(),
    nextTurn: (fn) => void clock.schedule(() => fn(), 0),
  };
}
