/**
 * One cell for each task that a worker was handed, which both sides see where the platform allows it. Of the worker's
 * begin and the host's taking back, one wins, and no message is needed to know which.
 *
 *   host: offer        QUEUED ──begin──▶ STARTED ──end──▶ ENDED     worker
 *                        └──takeBack──▶ TAKEN_BACK                  host
 *
 * Beside that each cell has a bit for "abort wanted", which a synchronous loop can see.
 *
 * Where nothing can be seen by both, each side has cells of its own: then the host counts what it handed over as begun, as
 * Python's process pool does, and hands over little.
 */
export interface HostClaims {
  /** Whether the other side's word is seen here. If not, all that was handed over may have begun. */
  readonly exact: boolean;
  /** Whether short tasks may be begun several at a time, so that one of those that count as begun has not. */
  readonly inBlocks: boolean;
  /** The memory, for the other side, if that is where the cells are. */
  readonly memory: SharedArrayBuffer | undefined;
  /** The task in this slot may begin. */
  offer(slot: number, id: number): void;
  /** Takes the tasks in these slots back, but for those that the worker has begun; gives the slots of those it got. */
  takeBack(slots: readonly number[]): readonly number[];
  /** Those of the slots whose tasks have begun, or may have. */
  started(slots: readonly number[]): readonly number[];
  /** Whether the task is known to be over. */
  hasEnded(slot: number): boolean;
  /** The task is to stop. */
  requestAbort(slot: number): void;
}

/** The other side of {@link HostClaims}. */
export interface WorkerClaims {
  readonly exact: boolean;
  /** Begins the task, unless the host took it back. `following` gives those after it that are as short. */
  start(task: Claimed, following: () => readonly Claimed[]): boolean;
  /** The task has come to its end; what it gave may not have left yet. */
  end(slot: number): void;
  /** The host's word came by message: the task is not wanted any more. */
  skip(slot: number): void;
  /** Whether the task is to stop. */
  abortRequested(slot: number): boolean;
}

/** What a worker knows a task by. */
export interface Claimed {
  readonly slot: number;
  readonly id: number;
}

/** Most tasks in flight to one worker. */
export const mostInFlight = 2048;
