import { type SchedulerLike, Subscription } from 'rxjs';

/** The longest delay of the platform's timers, and so of RxJS's schedulers. Longer ones fire at once. */
export const longestDelay = 2 ** 31 - 1;

/**
 * Schedules the function after a delay of any length, on any scheduler, as a series of timers where it is too long for
 * one.
 */
export function scheduleAfter(clock: SchedulerLike, fn: () => void, delay: number): Subscription {
  if (delay <= longestDelay) return clock.schedule(() => fn(), delay);
  const parts = new Subscription();
  let left = delay;
  const next = (): void => {
    const part = Math.min(left, longestDelay);
    left -= part;
    const timer = clock.schedule(() => {
      parts.remove(timer);
      if (left > 0) next();
      else fn();
    }, part);
    parts.add(timer);
  };
  next();
  return parts;
}
