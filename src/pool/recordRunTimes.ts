import type { PoolWorker } from './PoolWorker.js';
import type { InFlight } from './SlotTable.js';

/**
 * Records the start and end of a task that has ended, before its slot is reused. Called only while an event listener is
 * attached.
 */
export function recordRunTimes(worker: PoolWorker, entry: InFlight | undefined): void {
  if (entry === undefined || !worker.holds(entry)) return;
  const { job, slot } = entry;
  if (job.state === 'PENDING') job.start();
  job.run ??= { worker: worker.workerId, startedAt: undefined, endedAt: undefined };
  job.run.startedAt ??= worker.times.startedAt(slot);
  job.run.endedAt = worker.times.endedAt(slot);
}
