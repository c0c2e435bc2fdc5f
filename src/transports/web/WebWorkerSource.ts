/** The means by which a pool starts its Web Workers. */
export interface WebWorkerSource {
  /** Makes a worker. */
  readonly make: () => Worker;
  /** Milliseconds that a worker may take to post its hello. */
  readonly startTimeout: number;
  /** Starts a timer and returns a function that stops it; 0 is the next turn of the event loop. */
  readonly startTimer: (fn: () => void, milliseconds: number) => () => void;
}
