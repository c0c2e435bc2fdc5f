/** The event loop, as a stream needs it. */
export interface EventLoop {
  /** Milliseconds; only differences count. */
  now(): number;
  /** Runs the function after timers, I/O and messages have had their turn. */
  yieldToEventLoop(fn: () => void): void;
}

/** Milliseconds of items in a row after which timers, I/O and messages have their turn. */
export const longestTurn = 10;
