/** One input of `map`: calls back with its next value or with its end, synchronously or later. */
export interface RowSource {
  /** Subscribes to the input where values could be lost before the first pull. */
  open?(): void;
  pull(value: (value: unknown) => void, end: () => void, error: (error: unknown) => void): void;
  close(): void;
}
