/** One input of `map`: gives its next value, or says that there is none; at once, or later. */
export interface RowSource {
  /** Makes sure that nothing is lost before the first pull. */
  open?(): void;
  pull(value: (value: unknown) => void, end: () => void, error: (error: unknown) => void): void;
  close(): void;
}
