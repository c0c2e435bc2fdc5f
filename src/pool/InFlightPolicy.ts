/** The load in flight to a worker: the number of tasks, and the estimated milliseconds of work. */
export interface InFlightLoad {
  readonly count: number;
  readonly cost: number;
}

/**
 * Returns true if a worker without a free slot is handed one more task, so that it need not wait for the next.
 * `estimate` is the task's estimated cost in milliseconds; `undefined` before its first call ended.
 */
export type InFlightPolicy = (inFlight: InFlightLoad, estimate: number | undefined) => boolean;

/** Milliseconds of work to keep in flight to a worker. */
export const windowLength = 1;

/**
 * Keeps as many tasks in flight as their estimated cost allows: hundreds of tasks of a microsecond, none beyond the
 * free slots of anything long. A deep window hides the latency of messages; a deep window of long tasks would only bind
 * them to one worker.
 */
export const adaptivePolicy: InFlightPolicy = ({ cost }, estimate) =>
  estimate !== undefined && cost + estimate <= windowLength;
