import type { SchedulerLike } from 'rxjs';
import { longestDelay, scheduleAfter } from '../../future/scheduleAfter.js';
import { ScheduledAction, type Work } from '../../time/rx/ScheduledAction.js';

/** Returns the scheduler as one that waits for delays of any length, also where the platform's timers fire at once. */
export function withLongDelays(scheduler: SchedulerLike): SchedulerLike {
  return {
    now: () => scheduler.now(),
    schedule<S>(work: Work<S>, delay = 0, state?: S) {
      if (delay <= longestDelay) return scheduler.schedule(work, delay, state);
      const action = new ScheduledAction<S>(work, (due, ms) => {
        const timers = scheduleAfter(scheduler, () => due.run(), ms);
        return () => timers.unsubscribe();
      });
      return action.schedule(state, delay);
    },
  };
}
