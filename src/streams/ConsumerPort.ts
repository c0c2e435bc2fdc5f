import type { StreamSink } from './StreamSink.js';

/** What the far side of a stream has of the near one. */
export interface ConsumerPort {
  /** The way out for its items. */
  readonly items: StreamSink;
  /** The operator has subscribed to its source, or can take more of it: so many values. */
  requestInput(source: number, count: number): void;
  /** The operator has unsubscribed from its source. */
  cancelInput(source: number): void;
  /** Whether the stream is to stop, as a synchronous loop can see it. */
  stopping(): boolean;
}
