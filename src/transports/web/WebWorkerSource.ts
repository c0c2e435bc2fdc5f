/** What Web Workers are started with. */
export interface WebWorkerSource {
  /** Makes a worker; a promise of one while its script is on its way. */
  readonly make: () => Worker | Promise<Worker>;
  /** Milliseconds it may take to say hello. */
  readonly startTimeout: number;
  /** Starts a timer and gives its end; 0 is the next turn of the event loop. */
  readonly startTimer: (fn: () => void, milliseconds: number) => () => void;
}
