import type { Thrown } from '../Thrown.js';

/** Aborts the task in this slot, or skips it if it has not started. */
export interface AbortMessage {
  readonly kind: 'abort';
  readonly slot: number;
  readonly reason: Thrown;
}
