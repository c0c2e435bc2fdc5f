import type { End } from './StreamReceiver.js';
import type { Outlet } from './StreamSink.js';

/** The way to one subscription of an operator to its source: values, and their end. */
export interface InputLine extends Outlet {
  end(end: End): void;
}
