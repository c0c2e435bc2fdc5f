import { mostInFlight } from '../claims/Claims.js';

/**
 * The start and end times of the tasks in flight, by the worker's own clock, in milliseconds since 1970. They are in
 * shared memory where there is some; a time is then written before the claim that it belongs to, and read after it.
 * Elsewhere host and worker each have their own record, and the worker reports its times with its results if the host
 * wants them.
 */
export class RunTimes {
  /** The shared memory for the worker; `undefined` if nothing is shared. */
  readonly memory: SharedArrayBuffer | undefined;
  /** Two times per slot; 0 stands for no time. */
  readonly #times: Float64Array;

  constructor(memory?: SharedArrayBuffer) {
    this.memory = memory;
    this.#times = memory === undefined ? new Float64Array(2 * mostInFlight) : new Float64Array(memory);
  }

  static shared(): RunTimes {
    return new RunTimes(new SharedArrayBuffer(2 * mostInFlight * Float64Array.BYTES_PER_ELEMENT));
  }

  /** Clears the slot's times for another task. */
  clear(slot: number): void {
    this.#times[2 * slot] = 0;
    this.#times[2 * slot + 1] = 0;
  }

  recordStart(slot: number, time: number): void {
    this.#times[2 * slot] = time;
  }

  recordEnd(slot: number, time: number): void {
    this.#times[2 * slot + 1] = time;
  }

  startedAt(slot: number): number | undefined {
    return this.#times[2 * slot] || undefined;
  }

  endedAt(slot: number): number | undefined {
    return this.#times[2 * slot + 1] || undefined;
  }
}
