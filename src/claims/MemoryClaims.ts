import type { Claimed, HostClaims, WorkerClaims } from './Claims.js';

const ENDED = 0;
const QUEUED = 1;
const STARTED = 2;
const TAKEN_BACK = 3;
const STATE = 3;
const ABORT = 4;

/** Claims in memory that host and worker share: each step is one atomic operation. */
export class MemoryClaims implements HostClaims, WorkerClaims {
  readonly exact = true;
  readonly inBlocks = false;
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#cells = new Int32Array(memory);
  }

  offer(slot: number): void {
    Atomics.store(this.#cells, slot, QUEUED);
  }

  start({ slot }: Pick<Claimed, 'slot'>): boolean {
    return Atomics.compareExchange(this.#cells, slot, QUEUED, STARTED) === QUEUED;
  }

  end(slot: number): void {
    Atomics.store(this.#cells, slot, ENDED);
  }

  /** Does nothing: the worker sees in the cell that a task was recalled. */
  skip(): void {}

  takeBack(slots: readonly number[]): readonly number[] {
    return slots.filter((slot) => Atomics.compareExchange(this.#cells, slot, QUEUED, TAKEN_BACK) === QUEUED);
  }

  started(slots: readonly number[]): readonly number[] {
    return slots.filter((slot) => {
      const state = Atomics.load(this.#cells, slot) & STATE;
      return state === STARTED || state === ENDED;
    });
  }

  hasEnded(slot: number): boolean {
    return (Atomics.load(this.#cells, slot) & STATE) === ENDED;
  }

  requestAbort(slot: number): void {
    Atomics.or(this.#cells, slot, ABORT);
  }

  abortRequested(slot: number): boolean {
    return (Atomics.load(this.#cells, slot) & ABORT) !== 0;
  }
}
