/**
 * Access to a file of claims, which host and worker read and write by position where they share no memory: about a
 * microsecond a step, without a message. Each has its own cells, so that each cell has one writer:
 *
 *   worker's cells, one per slot: the task's id, and whether it has started or ended
 *   host's cells, one per slot:   the task's id, and whether the host recalls it or requests its abort
 *
 * To start a task, the worker writes STARTED and then reads whether the host recalls the task. To recall a task, the host
 * writes RECALL and then reads whether the worker has started it. So at least one of them sees the other: a host that sees
 * a start gives up the recall; a worker that sees a recall waits for the host's decision.
 */
export interface ClaimFile {
  read(into: Uint8Array, offset: number, length: number, position: number): void;
  write(from: Uint8Array, offset: number, length: number, position: number): void;
  /** Returns true while the host is alive and can still decide about a recall. */
  hostLives(): boolean;
}

/** States that the worker writes. */
export const STARTED = 1;
export const ENDED = 2;
/** Flags that the host writes. */
export const RECALL = 1;
export const TAKEN_BACK = 2;
export const ABORT = 4;

const states = 8;
const ids = 2 ** 29;
/** Size of a cell in bytes. */
export const cellSize = 4;

/**
 * Returns a cell with a task's id and a state. Ids are stored modulo half a billion; a slot's cell is reused long
 * before two collide.
 */
export function cellOf(id: number, state: number): number {
  return (id % ids) * states + state;
}

/** Returns the state in a cell; 0 if the cell is about another task. */
export function stateIn(cell: number | undefined, id: number): number {
  return cell !== undefined && Math.floor(cell / states) === id % ids ? cell % states : 0;
}

/** A half-open range of cells. It is read and written in one step, with all cells in between. */
export interface Range {
  from: number;
  to: number;
}

export function rangeOf(slots: readonly number[]): Range {
  const range = { from: Number.POSITIVE_INFINITY, to: 0 };
  for (const slot of slots) extend(range, slot);
  return range;
}

export function extend(range: Range, slot: number): void {
  if (slot < range.from) range.from = slot;
  if (slot >= range.to) range.to = slot + 1;
}
