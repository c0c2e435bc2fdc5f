import type { Outlet } from './StreamSink.js';

/** What the far side of a stream has of the near one. */
export interface StreamLink {
  /** The way out for its items. */
  readonly items: Outlet;
  /** The operator has subscribed to its source, or can take more of it: so many values. */
  want(source: number, count: number): void;
  /** The operator has unsubscribed from its source. */
  unwant(source: number): void;
  /** Whether the stream is to stop, as a synchronous loop can see it. */
  stopping(): boolean;
}
