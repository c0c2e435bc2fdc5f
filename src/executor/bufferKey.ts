/** By which a view of an executor tells its `bufferSize`; any copy of the package knows it. */
export const bufferKey: unique symbol = Symbol.for('rx-futures.bufferSize') as never;

/** An executor that says how many calls `mapOn` may have outstanding on it. */
export interface Buffered {
  readonly [bufferKey]?: number | undefined;
}
