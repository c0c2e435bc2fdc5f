/** Asks the worker, which has no tasks, to run its finalizer and end. */
export interface CloseMessage {
  readonly kind: 'close';
}
