import type { PoolWorker } from './PoolWorker.js';
import type { InFlight } from './SlotTable.js';

/** Detaches a job from the worker that has finished it. Returns true if its result is still wanted. */
export function detach(worker: PoolWorker, entry: InFlight | undefined): entry is InFlight {
  if (entry === undefined || !worker.holds(entry)) return false;
  entry.job.release();
  return entry.job.state === 'PENDING' || entry.job.state === 'RUNNING';
}
