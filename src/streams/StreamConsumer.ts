import type { StreamSpec } from './StreamSpec.js';

/** The near side of a stream: what it is told while the task runs. */
export interface StreamConsumer {
  readonly spec: StreamSpec;
  /** Items have come; `first` is how many have left the far side before them. */
  items(first: number, values: ArrayLike<unknown>): void;
  /** The operator has subscribed to its source, or can take more of it: so many values. */
  requestInput(source: number, count: number): void;
  /** The operator has unsubscribed from its source. */
  cancelInput(source: number): void;
}
