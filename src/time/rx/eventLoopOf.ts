import type { SchedulerLike } from 'rxjs';
import type { EventLoop } from '../EventLoop.js';

/** Returns the event loop of a clock, real or virtual. */
export function eventLoopOf(clock: SchedulerLike): EventLoop {
  return {
    now: () => clock.now(),
    yieldToEventLoop: (fn) => void clock.schedule(() => fn(), 0),
  };
}
