import type { End } from './StreamReceiver.js';
import type { StreamSink } from './StreamSink.js';

/** The port to one subscription of an operator to its source: its values and their end. */
export interface InputPort extends StreamSink {
  end(end: End): void;
}
