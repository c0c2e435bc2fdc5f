import type { SchedulerLike } from 'rxjs';
import { now, startTimer } from '../systemTimers.js';
import { ScheduledAction, type Work } from './ScheduledAction.js';

/** The executors' default clock: real time, as a `SchedulerLike` that a virtual clock can replace. */
export const systemClock: SchedulerLike = makeClock(true);

/** Real time for timers that must not keep a process alive, such as the idle timeout of a pool. */
export const backgroundClock: SchedulerLike = makeClock(false);

function makeClock(keepsAlive: boolean): SchedulerLike {
  return {
    now,
    schedule<S>(work: Work<S>, delay = 0, state?: S) {
      const action = new ScheduledAction<S>(work, (due, ms) => startTimer(() => due.run(), ms, keepsAlive));
      return action.schedule(state, delay);
    },
  };
}
