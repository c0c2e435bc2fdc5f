import type { StreamSpec } from './StreamSpec.js';

/** The consuming end of a stream on the host; it is called while the task runs. */
export interface StreamConsumer {
  readonly spec: StreamSpec;
  /** Items have arrived; the producer sent `first` items before them. */
  items(first: number, values: ArrayLike<unknown>): void;
  /** The operator has subscribed to its source, or can take `count` more of its values. */
  requestInput(source: number, count: number): void;
  /** The operator has unsubscribed from its source. */
  cancelInput(source: number): void;
}
