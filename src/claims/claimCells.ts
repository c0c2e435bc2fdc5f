/**
 * Claims in a file that both sides read and write by position, for those that share no memory: a microsecond a step, and
 * still no message. Each side has cells of its own, so that each cell has one writer:
 *
 *   worker's cells, one a slot: which task, and whether it has begun or ended
 *   host's cells, one a slot:   which task, and whether it is wanted back or is to stop
 *
 * To begin, a worker writes that it has begun, and then reads whether the host wants the task back. To take a task back,
 * the host writes that it wants it, and then reads whether it has begun. So at least one of them sees the other: the host,
 * if it sees a begin, lets go; the worker, if it sees that the task is wanted, waits for the host's last word.
 */
export interface ClaimFile {
  read(into: Uint8Array, offset: number, length: number, position: number): void;
  write(from: Uint8Array, offset: number, length: number, position: number): void;
  /** Whether the other side is still there to say its last word. */
  hostLives(): boolean;
}

/** The worker's states. */
export const BEGUN = 1;
export const OVER = 2;
/** The host's wishes. */
export const WANTED = 1;
export const TAKEN = 2;
export const STOP = 4;

const states = 8;
const ids = 2 ** 29;
/** Bytes of a cell. */
export const cellSize = 4;

/** A task and a state in one cell. Ids that differ by half a billion look the same; a slot does not live that long. */
export function cellOf(id: number, state: number): number {
  return (id % ids) * states + state;
}

/** What a cell says of the task; 0 when it is about another one. */
export function stateIn(cell: number | undefined, id: number): number {
  return cell !== undefined && Math.floor(cell / states) === id % ids ? cell % states : 0;
}

/** Cells from one to before another: they are read and written in one step, whatever is between them. */
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
