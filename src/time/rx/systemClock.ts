import type { SchedulerLike } from 'rxjs';
import { now, startTimer } from '../systemTimers.js';
import { ScheduledAction, type Work } from './ScheduledAction.js';

/** The clock of the executors: real time, as the `SchedulerLike` that virtual time can take the place of. */
export const systemClock: SchedulerLike = makeClock(true);

/** The same for what must not keep a process alive, such as the idle timeout of a pool. */
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
