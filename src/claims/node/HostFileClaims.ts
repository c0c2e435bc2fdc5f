import { type HostClaims, mostInFlight } from '../Claims.js';
import {
  ABORT,
  type ClaimFile,
  cellOf,
  cellSize,
  ENDED,
  type Range,
  RECALL,
  rangeOf,
  stateIn,
  TAKEN_BACK,
} from '../claimCells.js';

/** The host's cells follow the worker's. */
const ownStart = mostInFlight * cellSize;

/** The host's side of claims in a file. */
export class HostFileClaims implements HostClaims {
  readonly exact = true;
  readonly inBlocks = true;
  readonly memory = undefined;
  readonly #file: ClaimFile;
  readonly #ids = new Array<number>(mostInFlight);
  /** The content of the host's cells. */
  readonly #own = new Uint32Array(mostInFlight);
  readonly #ownBytes = new Uint8Array(this.#own.buffer);
  /** The worker's cells as last read. */
  readonly #other = new Uint32Array(mostInFlight);
  readonly #otherBytes = new Uint8Array(this.#other.buffer);

  constructor(file: ClaimFile) {
    this.#file = file;
  }

  /** Clears flags that the host wrote for the same task when it was in this slot before. */
  offer(slot: number, id: number): void {
    this.#ids[slot] = id;
    if (this.#flags(slot) === 0) return;
    this.#setFlags(slot, 0);
    this.#write(rangeOf([slot]));
  }

  /** Takes three file operations, however many slots there are. */
  takeBack(slots: readonly number[]): readonly number[] {
    if (slots.length === 0) return slots;
    const range = rangeOf(slots);
    for (const slot of slots) this.#setFlags(slot, this.#flags(slot) | RECALL);
    this.#write(range);
    this.#read(range);
    const taken = slots.filter((slot) => this.#state(slot) === 0);
    for (const slot of slots) this.#setFlags(slot, this.#flags(slot) & ~RECALL);
    for (const slot of taken) this.#setFlags(slot, this.#flags(slot) | RECALL | TAKEN_BACK);
    this.#write(range);
    return taken;
  }

  started(slots: readonly number[]): readonly number[] {
    if (slots.length > 0) this.#read(rangeOf(slots));
    return slots.filter((slot) => this.#state(slot) !== 0);
  }

  hasEnded(slot: number): boolean {
    this.#read(rangeOf([slot]));
    return this.#state(slot) === ENDED;
  }

  requestAbort(slot: number): void {
    this.#setFlags(slot, this.#flags(slot) | ABORT);
    this.#write(rangeOf([slot]));
  }

  #flags(slot: number): number {
    return stateIn(this.#own[slot], this.#ids[slot] as number);
  }

  #setFlags(slot: number, flags: number): void {
    this.#own[slot] = cellOf(this.#ids[slot] as number, flags);
  }

  #state(slot: number): number {
    return stateIn(this.#other[slot], this.#ids[slot] as number);
  }

  #write({ from, to }: Range): void {
    const at = from * cellSize;
    this.#file.write(this.#ownBytes, at, (to - from) * cellSize, ownStart + at);
  }

  #read({ from, to }: Range): void {
    const at = from * cellSize;
    this.#file.read(this.#otherBytes, at, (to - from) * cellSize, at);
  }
}
