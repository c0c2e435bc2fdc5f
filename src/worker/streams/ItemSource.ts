/** Whoever brings the items of a stream to its outflow. */
export interface ItemSource {
  /** Begins, or goes on now that there are credits. */
  pump(): void;
  /** Ends the stream early, and calls back when it has ended. */
  close(ended: () => void): void;
}

/** What {@link ItemSource} tell of their end. One of the two, once, unless they were closed. */
export interface ItemsListener {
  completed(): void;
  failed(error: unknown): void;
  /** Whether they are to stop, as a synchronous loop can see it. */
  stopping(): boolean;
}
