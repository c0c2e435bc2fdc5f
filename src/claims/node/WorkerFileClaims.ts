import { type Claimed, mostInFlight, type WorkerClaims } from '../Claims.js';
import {
  BEGUN,
  type ClaimFile,
  cellOf,
  cellSize,
  extend,
  OVER,
  type Range,
  rangeOf,
  STOP,
  stateIn,
  TAKEN,
  WANTED,
} from '../claimCells.js';

/** The worker's cells come first. */
const otherStart = mostInFlight * cellSize;

/** The worker's side of claims in a file. What ends is written with the next begin: until then there is nothing it could hold up. */
export class WorkerFileClaims implements WorkerClaims {
  readonly exact = true;
  readonly #file: ClaimFile;
  /** What stands in the worker's cells, or is to be written there. */
  readonly #own = new Uint32Array(mostInFlight);
  readonly #ownBytes = new Uint8Array(this.#own.buffer);
  readonly #other = new Uint32Array(mostInFlight);
  readonly #otherBytes = new Uint8Array(this.#other.buffer);
  readonly #ids = new Array<number>(mostInFlight);
  /** Begun in advance, and whether they may run. */
  readonly #ahead = new Map<number, boolean>();
  #unwritten: Range = rangeOf([]);

  constructor(file: ClaimFile) {
    this.#file = file;
  }

  start(task: Claimed, following: () => readonly Claimed[]): boolean {
    if (!this.#ahead.has(task.slot)) this.#claim([task, ...following()]);
    const mayRun = this.#ahead.get(task.slot) === true;
    this.#ahead.delete(task.slot);
    return mayRun;
  }

  end(slot: number): void {
    this.#set(slot, OVER);
  }

  /** What has not had its turn, though it was begun in advance, need not run. */
  skip(slot: number): void {
    if (this.#ahead.has(slot)) this.#ahead.set(slot, false);
  }

  abortRequested(slot: number): boolean {
    return (this.#askHost(slot) & STOP) !== 0;
  }

  #claim(tasks: readonly Claimed[]): void {
    for (const { slot, id } of tasks) {
      this.#ids[slot] = id;
      this.#set(slot, BEGUN);
    }
    this.#write();
    this.#read(rangeOf(tasks.map(({ slot }) => slot)));
    for (const { slot } of tasks) this.#ahead.set(slot, this.#isOurs(slot));
  }

  /** Whether the task is left to the worker; waits for the host's last word if it is about to take the task back. */
  #isOurs(slot: number): boolean {
    let wishes = stateIn(this.#other[slot], this.#ids[slot] as number);
    while ((wishes & WANTED) !== 0 && (wishes & TAKEN) === 0) {
      if (!this.#file.hostLives()) return false;
      wishes = this.#askHost(slot);
    }
    if ((wishes & TAKEN) === 0) return true;
    this.#set(slot, 0);
    this.#write();
    return false;
  }

  #set(slot: number, state: number): void {
    this.#own[slot] = state === 0 ? 0 : cellOf(this.#ids[slot] as number, state);
    extend(this.#unwritten, slot);
  }

  #write(): void {
    const { from, to } = this.#unwritten;
    this.#file.write(this.#ownBytes, from * cellSize, (to - from) * cellSize, from * cellSize);
    this.#unwritten = rangeOf([]);
  }

  #askHost(slot: number): number {
    this.#read(rangeOf([slot]));
    return stateIn(this.#other[slot], this.#ids[slot] as number);
  }

  #read({ from, to }: Range): void {
    const at = from * cellSize;
    this.#file.read(this.#otherBytes, at, (to - from) * cellSize, otherStart + at);
  }
}
