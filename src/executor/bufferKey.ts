/** The key by which a view of an executor exposes its `bufferSize`; any copy of the package uses the same key. */
export const bufferKey: unique symbol = Symbol.for('rx-futures.bufferSize') as never;

/** An executor with a limit for the outstanding calls of `mapOn`. */
export interface Buffered {
  readonly [bufferKey]?: number | undefined;
}
