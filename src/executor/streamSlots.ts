import type { Job } from './Job.js';
import type { Runner } from './Runner.js';
import { StreamJob } from './StreamJob.js';

/** Returns true when streams hold all slots: a queued task starts only after one of them has ended. */
export function heldByStreams(runner: Runner): boolean {
  return holdAllSlots(runner, (job) => job instanceof StreamJob);
}

/**
 * Returns true when such jobs hold all slots. A slot that is not free may be held by none of them: by an aborted task
 * until it has ended, or by a worker that is being replaced. Such a slot will be free.
 */
export function holdAllSlots(runner: Runner, holds: (job: Job) => boolean): boolean {
  let held = 0;
  for (const job of runner.inFlight()) if (holds(job)) held += 1;
  return held === runner.streamSlots;
}
