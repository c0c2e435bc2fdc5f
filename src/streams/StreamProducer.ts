import type { End } from './StreamReceiver.js';

/** The producing end of a stream in the worker, as the host calls it. */
export interface StreamProducer {
  /** The consumer has taken `count` items: as many more may be sent. */
  credit(count: number): void;
  /** Values for one of the operator's subscriptions to its source, or their end; `first` values were sent before. */
  input(source: number, first: number, values: ArrayLike<unknown>, end: End | undefined): void;
}
