/** Asks the worker, which has no tasks, to end. */
export interface CloseMessage {
  readonly kind: 'close';
}
