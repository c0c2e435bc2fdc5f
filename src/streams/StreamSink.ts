/** What {@link StreamSink.copy} says of a value that is to leave at once, by itself. */
export const alone: unique symbol = Symbol('alone');

/** The way out for the values of a stream: over a boundary, or from hand to hand. */
export interface StreamSink {
  /**
   * Sends values; `first` is how many have left before them, so that the other side sees when some were lost. Throws
   * when one of them cannot cross, which is then the only one.
   */
  send(first: number, values: readonly unknown[]): void;
  /** The value as it is now, for it may change before its batch leaves; {@link alone} when that is not cheaply had. */
  copy(value: unknown): unknown;
  /** The value as it is now, whatever it costs, since it has to wait for credits. May throw. */
  keep(value: unknown): unknown;
}
