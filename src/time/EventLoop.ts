/** The operations of the event loop that streams need. */
export interface EventLoop {
  /** Returns milliseconds; only differences are meaningful. */
  now(): number;
  /** Runs the function after timers, I/O and messages have had their turn. */
  yieldToEventLoop(fn: () => void): void;
}

/** The most milliseconds for which items are delivered in a row, before timers, I/O and messages have their turn. */
export const longestTurn = 10;
