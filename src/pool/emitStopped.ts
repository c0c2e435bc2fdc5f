import type { RunnerHost } from '../executor/Runner.js';
import type { RunTimes } from '../protocol/RunTimes.js';
import type { InFlight } from './SlotTable.js';

/** The fields of a worker that this function reads. */
interface Ran {
  readonly host: RunnerHost;
  readonly workerId: number;
  readonly times: RunTimes;
}

/** Emits `stopped` for a task that has ended, if its job was settled while it ran. */
export function emitStopped({ host, workerId, times }: Ran, { job, slot, stopped }: InFlight): void {
  if (stopped) host.stopped(job, { worker: workerId, startedAt: times.startedAt(slot), endedAt: times.endedAt(slot) });
}
