/** What is in flight to a worker: how many tasks, and how many milliseconds of work as estimated. */
export interface InFlightLoad {
  readonly count: number;
  readonly cost: number;
}

/**
 * Whether a worker that has no free slot is handed one more task, of such an estimated cost in milliseconds (`undefined`
 * when nothing is known of it yet), so that it need not wait for the next.
 */
export type InFlightPolicy = (inFlight: InFlightLoad, estimate: number | undefined) => boolean;

/** Milliseconds of work to keep in flight to a worker. */
export const windowLength = 1;

/**
 * As deep as the running estimate of the tasks' cost allows: hundreds of tasks of a microsecond, none of anything long. A
 * deep window hides the way to the worker and back; a deep window of long tasks would only bind them to it.
 */
export const adaptivePolicy: InFlightPolicy = ({ cost }, estimate) =>
  estimate !== undefined && cost + estimate <= windowLength;
