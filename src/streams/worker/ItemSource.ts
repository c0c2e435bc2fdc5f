/** Pushes the items of a stream to its sender. */
export interface ItemSource {
  /** Starts, or continues now that there is demand. */
  pump(): void;
  /** Ends the stream early, and calls back when it has ended. */
  close(ended: () => void): void;
}

/** Receives the end of an {@link ItemSource}: one call of the two, once, unless the source was closed. */
export interface ItemsListener {
  completed(): void;
  failed(error: unknown): void;
  /** Returns true if the source is to stop; a synchronous loop can poll it. */
  stopping(): boolean;
}
