/**
 * One cell of memory for each task that a worker was handed, shared by both sides where the platform allows it. Of the
 * worker's begin and the host's taking back, one wins, and no message is needed to know which.
 *
 *   host: offer        QUEUED ──begin──▶ STARTED ──end──▶ ENDED     worker
 *                        └──takeBack──▶ TAKEN_BACK                  host
 *
 * Beside that each cell has a bit for "abort wanted", which a synchronous loop can see.
 *
 * Without shared memory each side has cells of its own: then the host counts what it handed over as begun, as Python's
 * process pool does, and hands over little.
 */
const ENDED = 0;
const QUEUED = 1;
const STARTED = 2;
const TAKEN_BACK = 3;
const STATE = 3;
const ABORT = 4;

export class Claims {
  readonly #cells: Int32Array;
  /** The memory, for the other side; `undefined` when it is not shared. */
  readonly memory: SharedArrayBuffer | undefined;

  private constructor(cells: Int32Array, memory: SharedArrayBuffer | undefined) {
    this.#cells = cells;
    this.memory = memory;
  }

  /** Claims for so many slots, shared if the platform allows it. */
  static create(slots: number, shared: boolean): Claims {
    return shared ? Claims.over(new SharedArrayBuffer(slots * 4)) : new Claims(new Int32Array(slots), undefined);
  }

  /** The other side's view of shared claims. */
  static over(memory: SharedArrayBuffer): Claims {
    return new Claims(new Int32Array(memory), memory);
  }

  /** Host: the task in this slot may begin. */
  offer(slot: number): void {
    Atomics.store(this.#cells, slot, QUEUED);
  }

  /** Worker: begins the task, unless the host took it back. */
  begin(slot: number): boolean {
    return Atomics.compareExchange(this.#cells, slot, QUEUED, STARTED) === QUEUED;
  }

  /** Worker: the task has come to its end; what it gave may not have left yet. */
  end(slot: number): void {
    Atomics.store(this.#cells, slot, ENDED);
  }

  /** Host: takes the task back, unless the worker has begun it. */
  takeBack(slot: number): boolean {
    if (this.memory === undefined) return false;
    return Atomics.compareExchange(this.#cells, slot, QUEUED, TAKEN_BACK) === QUEUED;
  }

  /** Worker without shared memory: the host's word came by message, before the task began. */
  skip(slot: number): void {
    Atomics.compareExchange(this.#cells, slot, QUEUED, TAKEN_BACK);
  }

  /** Host: whether the task has begun, or may have. */
  hasBegun(slot: number): boolean {
    if (this.memory === undefined) return true;
    const state = Atomics.load(this.#cells, slot) & STATE;
    return state === STARTED || state === ENDED;
  }

  /** Host: whether the task is known to be over. */
  hasEnded(slot: number): boolean {
    return this.memory !== undefined && (Atomics.load(this.#cells, slot) & STATE) === ENDED;
  }

  /** Host: the task is to stop. */
  requestAbort(slot: number): void {
    Atomics.or(this.#cells, slot, ABORT);
  }

  /** Worker: whether the task is to stop. */
  abortRequested(slot: number): boolean {
    return (Atomics.load(this.#cells, slot) & ABORT) !== 0;
  }
}
