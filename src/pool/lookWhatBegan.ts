import type { PoolWorker } from './PoolWorker.js';

/** Somebody listens to the events: whether a task may have begun on the worker without a word. */
export function mayHaveBegun({ looked, claims, busy }: PoolWorker): boolean {
  return !looked && claims.exact && busy;
}

/** The claims show what has begun without a word; without them all counts as begun since it was handed over. */
export function lookWhatBegan(worker: PoolWorker): void {
  worker.looked = true;
  for (const { job } of worker.claims.exact ? worker.slots.inOrder() : []) {
    worker.refresh(job);
    if (job.state === 'PENDING' && job.holder === worker) return;
  }
}
