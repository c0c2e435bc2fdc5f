import { mostInFlight } from '../claims/Claims.js';

/**
 * When each task in flight began and ended, by its worker's own clock: milliseconds since 1970. In memory that both sides
 * see where there is some; a time is then written before the claim that it belongs to, and read after it. Elsewhere each
 * side has its own, and the worker tells its times with its answers if the host wants them.
 */
export class RunTimes {
  /** The memory, for the other side, if it is shared. */
  readonly memory: SharedArrayBuffer | undefined;
  /** Two for each slot; 0 is no time. */
  readonly #times: Float64Array;

  constructor(memory?: SharedArrayBuffer) {
    this.memory = memory;
    this.#times = memory === undefined ? new Float64Array(2 * mostInFlight) : new Float64Array(memory);
  }

  static shared(): RunTimes {
    return new RunTimes(new SharedArrayBuffer(2 * mostInFlight * Float64Array.BYTES_PER_ELEMENT));
  }

  /** Another task is in the slot from now on. */
  clear(slot: number): void {
    this.#times[2 * slot] = 0;
    this.#times[2 * slot + 1] = 0;
  }

  begin(slot: number, time: number): void {
    this.#times[2 * slot] = time;
  }

  end(slot: number, time: number): void {
    this.#times[2 * slot + 1] = time;
  }

  startedAt(slot: number): number | undefined {
    return this.#times[2 * slot] || undefined;
  }

  endedAt(slot: number): number | undefined {
    return this.#times[2 * slot + 1] || undefined;
  }
}
