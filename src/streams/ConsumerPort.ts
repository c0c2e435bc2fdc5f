import type { StreamSink } from './StreamSink.js';

/** The producer's port to the consumer of a stream. */
export interface ConsumerPort {
  /** The sink for the stream's items. */
  readonly items: StreamSink;
  /** Requests values of a source: the operator has subscribed to it, or can take `count` more of its values. */
  requestInput(source: number, count: number): void;
  /** Cancels a source: the operator has unsubscribed from it. */
  cancelInput(source: number): void;
  /** Returns true if the stream is to stop; a synchronous loop can poll it. */
  stopping(): boolean;
}
