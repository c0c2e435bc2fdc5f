import type { SchedulerLike } from 'rxjs';
import type { EventLoop } from '../EventLoop.js';

/** The event loop as the clock knows it: real, or virtual. */
export function eventLoopOf(clock: SchedulerLike): EventLoop {
  return {
    now: () => clock.now(),
    yieldToEventLoop: (fn) => void clock.schedule(() => fn(), 0),
  };
}
