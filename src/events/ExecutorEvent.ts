/** The fields that all events have. */
interface Moment {
  /** When the host learnt of it: the executor's `now()`, milliseconds since 1970. It never decreases. */
  readonly time: number;
}

/**
 * A task changed its state. `queued` and `started` are emitted at most once each; one of `finished`, `failed`,
 * `cancelled` settles its Future. The Future of a task that is aborted or times out settles at once, while the task may
 * run on: `stopped` comes last, when the task has really ended, by itself or with its worker. It is not emitted for
 * tasks that run elsewhere, through a queue.
 */
export interface TaskEvent extends Moment {
  readonly type: 'queued' | 'started' | 'progress' | 'finished' | 'failed' | 'cancelled' | 'stopped';
  /** The number of the task, unique in its executor; the same as `currentTask().id`. */
  readonly id: number;
  /** The name of the task's function. */
  readonly task: string;
  /** The `label` it was submitted with. */
  readonly label?: string;
  /** The number of the worker that runs or ran it, where there is one. */
  readonly worker?: number;
  /**
   * `started` and the final events: when the task really started, where its worker reports it. The host receives that a
   * little later, for a short task together with its end.
   */
  readonly startedAt?: number;
  /** `finished`, `failed` and `stopped`: when the task really ended, where its worker reports it. */
  readonly endedAt?: number;
  /** `progress`: the value that the task reported. */
  readonly value?: unknown;
  /** `failed` and `cancelled`: the error. */
  readonly error?: unknown;
}

/**
 * A worker changed its state. `workerRetired` is an end that the pool requested. `workerLost` is one that it did not
 * request, a start that failed (without a `workerReady` before it), or a worker that the pool gave up because it did
 * not end when it was terminated.
 */
export interface WorkerEvent extends Moment {
  readonly type: 'workerStarted' | 'workerReady' | 'workerLost' | 'workerRetired';
  /** The number of the worker, unique in its executor. */
  readonly worker: number;
  /** Its name: `threadNamePrefix`, `_`, number. */
  readonly workerName?: string;
  /** `workerLost`: the cause, as far as it is known. */
  readonly error?: unknown;
}

/** An error in a worker that belongs to no call: thrown in a timer, an unhandled rejection, or a failed finalizer. */
export interface UncaughtErrorEvent extends Moment {
  readonly type: 'uncaughtError';
  readonly worker: number;
  readonly error: unknown;
}

/** An event of `executor.events`. */
export type ExecutorEvent = TaskEvent | WorkerEvent | UncaughtErrorEvent;
