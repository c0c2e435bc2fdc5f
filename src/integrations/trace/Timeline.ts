/** One task, with the times when it waited and ran: milliseconds since 1970, or frames of virtual time. */
export interface TaskSpan {
  /** Its number, as in the events. */
  readonly id: number;
  /** The name of its function. */
  readonly task: string;
  readonly label: string | undefined;
  /** The worker that runs or ran it; `undefined` before it started, and on an event loop. */
  readonly worker: number | undefined;
  /** When it was submitted; `undefined` if that was before the recording. */
  readonly queued: number | undefined;
  /** When it started, by its worker's own clock where there is one. */
  readonly startedAt: number | undefined;
  /** When it ended; for a task that was stopped, when its Future was settled. */
  readonly endedAt: number | undefined;
  /** When it really ended, by itself or with its worker, if it was stopped while it ran. */
  readonly stopped: number | undefined;
  readonly state: 'queued' | 'running' | 'finished' | 'failed' | 'cancelled';
  /** Its error as a string. */
  readonly error: string | undefined;
  /** The number of progress values it reported. */
  readonly progress: number;
}

/** One worker: when it started and how it ended. */
export interface WorkerSpan {
  /** Its number, as in the events. */
  readonly worker: number;
  readonly name: string;
  /** When it was started; `undefined` if that was before the recording. */
  readonly started: number | undefined;
  /** When it was ready to take tasks. */
  readonly ready: number | undefined;
  readonly ended: number | undefined;
  /** How it ended: `lost` without the pool's request, `retired` on it. */
  readonly end: 'lost' | 'retired' | undefined;
  /** The error that ended it, as a string. */
  readonly error: string | undefined;
}

/** An error that belonged to no task. */
export interface UncaughtError {
  readonly worker: number;
  readonly time: number;
  readonly error: string;
}

/** A record of tasks and workers, as plain data. */
export interface Timeline {
  /** When the recording started. */
  readonly from: number;
  /** When the recording ended, or when this snapshot was taken. */
  readonly to: number;
  /** In the order in which they were submitted. */
  readonly tasks: readonly TaskSpan[];
  /** In the order in which they were started. */
  readonly workers: readonly WorkerSpan[];
  readonly uncaughtErrors: readonly UncaughtError[];
  /** The number of oldest tasks that were dropped to stay within the limit. */
  readonly dropped: number;
}
