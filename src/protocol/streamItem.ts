import { SerializationError } from '../errors/SerializationError.js';
import { plainCopy } from './plainCopy.js';
import { realm } from './realm.js';
import { isLarge } from './SharedReferenceGuard.js';
import { checkWhole, uncloneable } from './serializationError.js';
import type { Clone } from './Transport.js';
import { isMarked, transferablesOf } from './transfer.js';

const part = 'stream item';

/**
 * Returns a copy of an item that may wait for others to share its message; `otherwise` for an item that must be sent at
 * once.
 */
export function copyItem<N>(item: unknown, otherwise: N): unknown {
  return isMarked(item) ? otherwise : plainCopy(item, otherwise);
}

/** Returns a copy of an item that has to wait, at any cost. An item marked for transfer is returned as it is. */
export function keepItem(item: unknown, clone: Clone): unknown {
  if (isMarked(item)) return item;
  const copy = plainCopy(item, keepItem);
  if (copy !== keepItem) return copy;
  return crossing(item, clone, () => clone(item));
}

/** The functions that post items. */
export interface ItemPost {
  /** Announces the content of the next message, since it may fail to decode on arrival. */
  readonly announce: (part: string) => void;
  readonly post: (transfer: readonly Transferable[]) => void;
}

/**
 * Posts items: several copies, or one item in a message to itself. Throws a SerializationError for an item that cannot
 * be sent.
 */
export function postItems(items: ArrayLike<unknown>, clone: Clone, { announce, post }: ItemPost): void {
  const single = items.length === 1 ? items[0] : undefined;
  crossing(single, clone, () => {
    const transfer = transferablesOfItems(items);
    if (isLarge(single)) announce(part);
    post(transfer);
  });
}

function crossing<R>(item: unknown, clone: Clone, cross: () => R): R {
  try {
    checkWhole(item, part, clone);
    return cross();
  } catch (error) {
    throw error instanceof SerializationError ? error : uncloneable(item, part, error, clone);
  }
}

function transferablesOfItems(items: ArrayLike<unknown>): readonly Transferable[] {
  return realm.anyTransfers ? Array.from(items).flatMap((item) => transferablesOf(item, part)) : [];
}
