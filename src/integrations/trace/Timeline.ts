/** One task: when it waited and when it ran. Times are milliseconds since 1970, or the frames of virtual time. */
export interface TaskSpan {
  /** Its number, as in the events. */
  readonly id: number;
  /** The name of its function. */
  readonly task: string;
  readonly label: string | undefined;
  /** Where it runs or ran; `undefined` before it began, and on an event loop. */
  readonly worker: number | undefined;
  /** When it was submitted; `undefined` when that was before the recording. */
  readonly queued: number | undefined;
  /** When it began, by its worker's own clock where there is one. */
  readonly startedAt: number | undefined;
  /** When it ended; for one that was stopped, when its Future was settled. */
  readonly endedAt: number | undefined;
  /** When it really ended, by itself or with its worker, if it was stopped while it ran. */
  readonly stopped: number | undefined;
  readonly state: 'queued' | 'running' | 'finished' | 'failed' | 'cancelled';
  /** What it failed with, as text. */
  readonly error: string | undefined;
  /** How many times it told of its progress. */
  readonly progress: number;
}

/** One worker: when it started and how it ended. */
export interface WorkerSpan {
  /** Its number, as in the events. */
  readonly worker: number;
  readonly name: string;
  /** When it was started; `undefined` when that was before the recording. */
  readonly started: number | undefined;
  /** When it was ready to take tasks. */
  readonly ready: number | undefined;
  readonly ended: number | undefined;
  /** How it ended: by itself, or asked to. */
  readonly end: 'lost' | 'retired' | undefined;
  /** What ended it, as text. */
  readonly error: string | undefined;
}

/** An error that belonged to no task. */
export interface StrayError {
  readonly worker: number;
  readonly time: number;
  readonly error: string;
}

/** What happened to tasks and workers, as plain data. */
export interface Timeline {
  /** When the recording began. */
  readonly from: number;
  /** When it ended, or was looked at. */
  readonly to: number;
  /** In the order in which they were submitted. */
  readonly tasks: readonly TaskSpan[];
  /** In the order in which they were started. */
  readonly workers: readonly WorkerSpan[];
  readonly uncaughtErrors: readonly StrayError[];
  /** How many of the oldest tasks were let go for want of room. */
  readonly dropped: number;
}
