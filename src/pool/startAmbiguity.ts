import type { HostClaims } from '../claims/Claims.js';
import type { SlotTable } from './SlotTable.js';

/** Milliseconds more for a stopped task while another may be what goes on. */
export const doubtGrace = 1000;

/** What is asked of a worker here. */
interface Doubtful {
  readonly claims: HostClaims;
  readonly slots: SlotTable;
  readonly settings: { readonly tasksPerWorker: number };
}

/** Whether more tasks count as begun, and are not known to be over, than can run at once. */
export function severalMayRun({ claims, slots, settings }: Doubtful): boolean {
  const begun = claims.started(slots.inOrder().map(({ slot }) => slot));
  return begun.filter((slot) => !claims.hasEnded(slot)).length > settings.tasksPerWorker;
}

/** Whether one of those that count as begun may not have begun: of a block that is begun together, only one runs. */
export function startIsAmbiguous(worker: Doubtful): boolean {
  return !worker.claims.exact || (worker.claims.inBlocks && severalMayRun(worker));
}
