import type { RunningCall } from './RunningCall.js';

/** The calls that have begun and not ended, by slot. */
export class RunningCalls extends Map<number, RunningCall> {
  /** Whether none of them goes on until the host speaks. */
  get allWait(): boolean {
    for (const { stream } of this.values()) if (stream === undefined || !stream.awaitingCredit) return false;
    return true;
  }

  /** Sends what their streams have gathered. */
  flush(): void {
    for (const { stream } of this.values()) stream?.flush();
  }
}
