import type { RunnerHost } from '../executor/Runner.js';
import type { RunTimes } from '../protocol/RunTimes.js';
import type { InFlight } from './SlotTable.js';

/** What is asked of a worker here. */
interface Ran {
  readonly host: RunnerHost;
  readonly workerId: number;
  readonly times: RunTimes;
}

/** The task has ended; if its job was settled while it ran, that is news. */
export function emitStopped({ host, workerId, times }: Ran, { job, slot, stopped }: InFlight): void {
  if (stopped) host.stopped(job, { worker: workerId, startedAt: times.startedAt(slot), endedAt: times.endedAt(slot) });
}
