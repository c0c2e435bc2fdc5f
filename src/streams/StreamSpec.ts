/** The flow control settings of a streamed task. */
export interface StreamSpec {
  /** The number of items that the task may run ahead of the consumer. */
  readonly window: number;
  /** The same when items are taken as fast as they arrive. */
  readonly widest: number;
  /** True if the task is an operator, applied to a source on the host. */
  readonly through: boolean;
}
