/** What every event carries. */
interface Moment {
  /** When this side knew: the executor's `now()`, milliseconds since 1970. It never decreases. */
  readonly time: number;
}

/**
 * A task moved on. `queued` and `started` come once each at most; one of `finished`, `failed`, `cancelled` ends its Future.
 * That of a task that is aborted, or whose time is up, ends at once, while the task may run on: `stopped` comes last, when it
 * has really ended, by itself or with its worker. Of tasks elsewhere, through a queue, that is not known here.
 */
export interface TaskEvent extends Moment {
  readonly type: 'queued' | 'started' | 'progress' | 'finished' | 'failed' | 'cancelled' | 'stopped';
  /** The number of the task, unique in its executor; the same as `currentTask().id`. */
  readonly id: number;
  /** The name of the task's function. */
  readonly task: string;
  /** The `label` it was submitted with. */
  readonly label?: string;
  /** The number of the worker it runs on or ran on, where there is one. */
  readonly worker?: number;
  /**
   * `started` and the end: when the task really began, where its worker could tell. This side hears of it a little later,
   * of a short task together with its end.
   */
  readonly startedAt?: number;
  /** `finished`, `failed` and `stopped`: when the task really ended, where its worker could tell. */
  readonly endedAt?: number;
  /** `progress`: the value that was told. */
  readonly value?: unknown;
  /** `failed` and `cancelled`: the error. */
  readonly error?: unknown;
}

/**
 * A worker moved on. `workerRetired` is an end that the pool asked for. `workerLost` is one that it did not ask for, a start that
 * failed (no `workerReady` came before it), or a worker that the pool gave up because it did not end when it was terminated.
 */
export interface WorkerEvent extends Moment {
  readonly type: 'workerStarted' | 'workerReady' | 'workerLost' | 'workerRetired';
  /** The number of the worker, unique in its executor. */
  readonly worker: number;
  /** Its name: `threadNamePrefix`, `_`, number. */
  readonly workerName?: string;
  /** `workerLost`: what is known of the cause. */
  readonly error?: unknown;
}

/** An error in a worker that belongs to no call: thrown in a timer, or a rejection nobody handled. */
export interface UncaughtErrorEvent extends Moment {
  readonly type: 'uncaughtError';
  readonly worker: number;
  readonly error: unknown;
}

/** What an executor tells of itself through `executor.events`. */
export type ExecutorEvent = TaskEvent | WorkerEvent | UncaughtErrorEvent;
