import type { RunningCall } from './RunningCall.js';

/** The calls that have started and not ended, by slot. */
export class RunningCalls extends Map<number, RunningCall> {
  /** True if all calls wait for a message from the host. */
  get allWait(): boolean {
    for (const { stream } of this.values()) if (stream === undefined || !stream.awaitingDemand) return false;
    return true;
  }

  /** Sends the collected items of their streams. */
  flush(): void {
    for (const { stream } of this.values()) stream?.flush();
  }
}
