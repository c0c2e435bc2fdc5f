/** Returned by {@link StreamSink.copy} for a value that must be sent at once, in a message to itself. */
export const alone: unique symbol = Symbol('alone');

/** The outlet of a stream's values: over a thread or process boundary, or in process. */
export interface StreamSink {
  /**
   * Sends values; `first` is how many were sent before them, so that the receiver notices lost ones. Throws when a
   * value cannot be cloned; then it is the only one.
   */
  send(first: number, values: readonly unknown[]): void;
  /** Returns a copy of the value, which may change before its batch is sent; {@link alone} when a copy is not cheap. */
  copy(value: unknown): unknown;
  /** Returns a copy of the value at any cost, since it has to wait for credits. May throw. */
  keep(value: unknown): unknown;
}
