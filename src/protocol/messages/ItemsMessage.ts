import { isList, isNumber, type Unchecked } from '../validation.js';
import { packedValues } from './wire.js';

/** Items of a stream. The stream's end is a result like any other: its value is the number of items. */
export interface ItemsMessage {
  readonly kind: 'items';
  readonly slot: number;
  /** The number of values sent before these. */
  readonly first: number;
  readonly values: ArrayLike<unknown>;
}

export type ItemsWire = ['items', slot: number, first: number, values: ArrayLike<unknown>];

export function itemsToWire({ kind, slot, first, values }: ItemsMessage): ItemsWire {
  return [kind, slot, first, packedValues(values)];
}

export function itemsFromWire([kind, slot, first, values]: ItemsWire): ItemsMessage {
  return { kind, slot, first, values };
}

export function isItems({ slot, first, values }: Unchecked<ItemsMessage>): boolean {
  return isNumber(slot) && isNumber(first) && isList(values);
}
