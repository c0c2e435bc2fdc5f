import type { Thrown } from '../Thrown.js';
import { packedValues } from './wire.js';

/** Values for an operator's subscription to its source, or their end. */
export interface InputMessage {
  readonly kind: 'input';
  readonly slot: number;
  /** The index of the operator's subscription. */
  readonly source: number;
  /** The number of values sent before these. */
  readonly first: number;
  readonly values: ArrayLike<unknown>;
  readonly end: { readonly kind: 'complete' } | { readonly kind: 'error'; readonly error: Thrown } | undefined;
}

export type InputWire = ['input', slot: number, source: number, first: number, values: ArrayLike<unknown>];

/** Returns the message itself if it is the last one of the subscription. */
export function inputToWire(message: InputMessage): InputWire | InputMessage {
  const { kind, slot, source, first, values, end } = message;
  return end === undefined ? [kind, slot, source, first, packedValues(values)] : message;
}

export function inputFromWire([kind, slot, source, first, values]: InputWire): InputMessage {
  return { kind, slot, source, first, values, end: undefined };
}
