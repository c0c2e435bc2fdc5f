import type { PoolWorker } from './PoolWorker.js';
import type { InFlight } from './SlotTable.js';

/** While somebody listens: the task has ended, and what is known of its run is noted before the slot is another's. */
export function noteRun(worker: PoolWorker, entry: InFlight | undefined): void {
  if (entry === undefined || !worker.holds(entry)) return;
  const { job, slot } = entry;
  if (job.state === 'PENDING') job.start();
  job.run ??= { worker: worker.workerId, began: undefined, ended: undefined };
  job.run.began ??= worker.times.beganAt(slot);
  job.run.ended = worker.times.endedAt(slot);
}
