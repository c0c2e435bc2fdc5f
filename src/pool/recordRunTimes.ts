import type { PoolWorker } from './PoolWorker.js';
import type { InFlight } from './SlotTable.js';

/** While somebody listens: the task has ended, and what is known of its run is noted before the slot is another's. */
export function recordRunTimes(worker: PoolWorker, entry: InFlight | undefined): void {
  if (entry === undefined || !worker.holds(entry)) return;
  const { job, slot } = entry;
  if (job.state === 'PENDING') job.start();
  job.run ??= { worker: worker.workerId, startedAt: undefined, endedAt: undefined };
  job.run.startedAt ??= worker.times.startedAt(slot);
  job.run.endedAt = worker.times.endedAt(slot);
}
