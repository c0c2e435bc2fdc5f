/** How a call is to be streamed. */
export interface StreamSpec {
  /** How many items it may run ahead of the consumer. */
  readonly window: number;
  /** How many when they are taken as fast as they come. */
  readonly widest: number;
  /** Whether the task is an operator, for a source on the near side. */
  readonly through: boolean;
}
