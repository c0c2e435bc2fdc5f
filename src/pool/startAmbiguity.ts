import type { HostClaims } from '../claims/Claims.js';
import type { SlotTable } from './SlotTable.js';

/** Milliseconds of the extension for an aborted task while another task may be what blocks the worker. */
export const doubtGrace = 1000;

/** The fields of a worker that these functions read. */
interface Doubtful {
  readonly claims: HostClaims;
  readonly slots: SlotTable;
  readonly settings: { readonly tasksPerWorker: number };
}

/** Returns true if more tasks count as started, and are not known to have ended, than can run at once. */
export function severalMayRun({ claims, slots, settings }: Doubtful): boolean {
  const begun = claims.started(slots.inOrder().map(({ slot }) => slot));
  return begun.filter((slot) => !claims.hasEnded(slot)).length > settings.tasksPerWorker;
}

/**
 * Returns true if a task that counts as started may not have started: of a block of claims that is started together,
 * only one task runs.
 */
export function startIsAmbiguous(worker: Doubtful): boolean {
  return !worker.claims.exact || (worker.claims.inBlocks && severalMayRun(worker));
}
