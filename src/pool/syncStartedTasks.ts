import type { PoolWorker } from './PoolWorker.js';

/**
 * Returns true if a task may have started on the worker without a report. Called only while an event listener is
 * attached.
 */
export function mayHaveStarted({ startsSynced, claims, busy }: PoolWorker): boolean {
  return !startsSynced && claims.exact && busy;
}

/**
 * Marks the jobs as started whose claims have started without a report; without exact claims all of them were marked
 * when they were handed over. Once a started job was found, the check need not be repeated before the worker's next
 * report, which its end brings; if none has started, it has to be repeated.
 */
export function syncStartedTasks(worker: PoolWorker): void {
  for (const { job } of worker.claims.exact ? worker.slots.inOrder() : []) {
    worker.syncStarted(job);
    const pending = job.state === 'PENDING';
    if (pending && job.holder === worker) return;
    if (!pending) worker.startsSynced = true;
  }
}
