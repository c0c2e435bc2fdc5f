import type { SchedulerLike, Subscription } from 'rxjs';
import type { AbortSignalRegistry } from './AbortSignalRegistry.js';
import type { Job, JobLimits } from './Job.js';

/** Starts the timers of a job's time limits and watches its signal. Returns `undefined` when it has none of them. */
export function startTimeouts(job: Job, clock: SchedulerLike, signals: AbortSignalRegistry): JobLimits | undefined {
  const { timeout, queueTimeout, runTimeout, signal } = job.options;
  if (signal === undefined && !isSet(timeout) && !isSet(queueTimeout) && !isSet(runTimeout)) return undefined;
  if (signal !== undefined) signals.add(signal, job);
  const total = startTimer(clock, timeout, (limit) => job.expire('timeout', limit));
  const queued = startTimer(clock, queueTimeout, (limit) => job.expireInQueue(limit));
  let running: Subscription | undefined;
  return {
    started() {
      queued?.unsubscribe();
      running = startTimer(clock, runTimeout, (limit) => job.expire('runTimeout', limit));
    },
    end() {
      if (signal !== undefined) signals.delete(signal, job);
      total?.unsubscribe();
      queued?.unsubscribe();
      running?.unsubscribe();
    },
  };
}

function isSet(limit: number | undefined): limit is number {
  return limit !== undefined && limit !== Number.POSITIVE_INFINITY;
}

/** Starts the timer of a time limit, where one is set. */
export function startTimer(
  clock: SchedulerLike,
  limit: number | undefined,
  expire: (limit: number) => void,
): Subscription | undefined {
  return isSet(limit) ? clock.schedule(() => expire(limit), limit) : undefined;
}
