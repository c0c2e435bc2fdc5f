import { type Claimed, mostInFlight, type WorkerClaims } from '../Claims.js';
import {
  ABORT,
  type ClaimFile,
  cellOf,
  cellSize,
  ENDED,
  extend,
  type Range,
  RECALL,
  rangeOf,
  STARTED,
  stateIn,
  TAKEN_BACK,
} from '../claimCells.js';

/** The host's cells follow the worker's. */
const otherStart = mostInFlight * cellSize;

/**
 * The worker's side of claims in a file. The end of a task is written with the next start: until then no other task
 * waits for it.
 */
export class WorkerFileClaims implements WorkerClaims {
  readonly exact = true;
  readonly #file: ClaimFile;
  /** The content of the worker's cells, written or about to be. */
  readonly #own = new Uint32Array(mostInFlight);
  readonly #ownBytes = new Uint8Array(this.#own.buffer);
  readonly #other = new Uint32Array(mostInFlight);
  readonly #otherBytes = new Uint8Array(this.#other.buffer);
  readonly #ids = new Array<number>(mostInFlight);
  /** Slots of the tasks that were started in advance; the value is true if the task may run. */
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
    this.#set(slot, ENDED);
  }

  /** A task that was started in advance and has not run yet need not run. */
  skip(slot: number): void {
    if (this.#ahead.has(slot)) this.#ahead.set(slot, false);
  }

  abortRequested(slot: number): boolean {
    return (this.#askHost(slot) & ABORT) !== 0;
  }

  #claim(tasks: readonly Claimed[]): void {
    for (const { slot, id } of tasks) {
      this.#ids[slot] = id;
      this.#set(slot, STARTED);
    }
    this.#write();
    this.#read(rangeOf(tasks.map(({ slot }) => slot)));
    for (const { slot } of tasks) this.#ahead.set(slot, this.#mayRun(slot));
  }

  /** Returns true if the worker may run the task. If the host is about to recall it, waits for the host's decision. */
  #mayRun(slot: number): boolean {
    let flags = stateIn(this.#other[slot], this.#ids[slot] as number);
    while ((flags & RECALL) !== 0 && (flags & TAKEN_BACK) === 0) {
      if (!this.#file.hostLives()) return false;
      flags = this.#askHost(slot);
    }
    if ((flags & TAKEN_BACK) === 0) return true;
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
