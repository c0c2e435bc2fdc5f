/** Asks which of these slots' tasks the worker no longer has; sent when a result could not be decoded. */
export interface CheckMessage {
  readonly kind: 'check';
  readonly slots: readonly number[];
}
