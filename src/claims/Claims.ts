/**
 * The host's claims: one cell for each task in flight to a worker, shared with the worker where the platform allows it. The
 * worker's start and the host's recall race on the cell; exactly one succeeds, and no message is needed to know which.
 *
 *   host: offer        QUEUED ──start──▶ STARTED ──end──▶ ENDED     worker
 *                        └──takeBack──▶ TAKEN_BACK                  host
 *
 * Each cell also has a bit that requests an abort, which a synchronous loop can poll.
 *
 * Where host and worker share nothing, each has its own record: the host counts tasks as started once they are handed over,
 * as Python's process pool does, and hands over few.
 */
export interface HostClaims {
  /** True if host and worker see each other's cells. If not, every task that was handed over counts as started. */
  readonly exact: boolean;
  /** True if the worker may start short tasks several at a time, so that one that counts as started may not have. */
  readonly inBlocks: boolean;
  /** The shared memory for the worker, if the cells are in memory. */
  readonly memory: SharedArrayBuffer | undefined;
  /** Allows the worker to start the task in this slot. */
  offer(slot: number, id: number): void;
  /** Recalls the tasks in these slots, unless the worker has started them. Returns the slots of the recalled tasks. */
  takeBack(slots: readonly number[]): readonly number[];
  /** Returns those of the slots whose tasks have started, or may have. */
  started(slots: readonly number[]): readonly number[];
  /** Returns true if the task is known to have ended. */
  hasEnded(slot: number): boolean;
  /** Requests that the task stops. */
  requestAbort(slot: number): void;
}

/** The worker's side of {@link HostClaims}. */
export interface WorkerClaims {
  readonly exact: boolean;
  /**
   * Starts the task, unless the host recalled it: returns true if it may run. `following` returns the tasks after it
   * that are as short.
   */
  start(task: Claimed, following: () => readonly Claimed[]): boolean;
  /** Records that the task has ended; its result may not have been sent yet. */
  end(slot: number): void;
  /** Records that the host has aborted the task by a message. */
  skip(slot: number): void;
  /** Returns true if the task is to stop. */
  abortRequested(slot: number): boolean;
}

/** A task as a worker identifies it. */
export interface Claimed {
  readonly slot: number;
  readonly id: number;
}

/** The greatest number of tasks in flight to one worker. */
export const mostInFlight = 2048;
