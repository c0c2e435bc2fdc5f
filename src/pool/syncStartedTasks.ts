import type { PoolWorker } from './PoolWorker.js';

/** Somebody listens to the events: whether a task may have begun on the worker without a word. */
export function mayHaveStarted({ startsSynced, claims, busy }: PoolWorker): boolean {
  return !startsSynced && claims.exact && busy;
}

/**
 * The claims show what has begun without a word; without them all counts as begun since it was handed over. What has begun
 * ends with a word, and until then there is nothing more to see; where nothing has, one has to look again.
 */
export function syncStartedTasks(worker: PoolWorker): void {
  for (const { job } of worker.claims.exact ? worker.slots.inOrder() : []) {
    worker.syncStarted(job);
    const pending = job.state === 'PENDING';
    if (pending && job.holder === worker) return;
    if (!pending) worker.startsSynced = true;
  }
}
