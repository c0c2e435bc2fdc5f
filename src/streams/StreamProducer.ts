import type { End } from './StreamReceiver.js';

/** The far side of a stream, as the near one speaks to it. */
export interface StreamProducer {
  /** The consumer has taken so many items: as many more may come. */
  credit(count: number): void;
  /** Values for one of the operator's subscriptions to its source, or the end of them; `first` have come before. */
  input(source: number, first: number, values: ArrayLike<unknown>, end: End | undefined): void;
}
