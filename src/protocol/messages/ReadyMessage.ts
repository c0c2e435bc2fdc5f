/** The worker accepts tasks: its file has loaded and its initializer has run. */
export interface ReadyMessage {
  readonly kind: 'ready';
}
