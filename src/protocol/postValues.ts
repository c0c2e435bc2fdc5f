import { SerializationError } from '../errors/SerializationError.js';
import type { AnnounceMessage } from './messages/AnnounceMessage.js';
import { plainCopy } from './plainCopy.js';
import { realm } from './realm.js';
import { isLarge } from './SharedReferenceGuard.js';
import { checkWhole, uncloneable } from './serializationError.js';
import type { Clone } from './Transport.js';
import { isMarked, transferablesOf } from './transferables.js';

/** The name of a stream's item in error messages. */
export const streamItem = 'stream item';

/**
 * Returns a copy of a value that may wait for others to share its message; `otherwise` for a value that must be sent at
 * once.
 */
export function copyValue<N>(value: unknown, otherwise: N): unknown {
  return isMarked(value) ? otherwise : plainCopy(value, otherwise);
}

/** Returns a copy of an item that has to wait, at any cost. An item marked for transfer is returned as it is. */
export function keepItem(item: unknown, clone: Clone): unknown {
  if (isMarked(item)) return item;
  const copy = plainCopy(item, keepItem);
  return copy === keepItem ? sending(item, streamItem, clone, () => clone(item)) : copy;
}

/** The part of a channel that posts values. */
export interface ValuesPort<Message> {
  readonly clone: Clone;
  post(message: Message | AnnounceMessage, transfer: readonly Transferable[]): void;
}

/**
 * Posts a message with values of a task: several copies, or one value in a message to itself. A large value is announced
 * as `part` of the task, since it may fail to decode on arrival. Throws a SerializationError for a value that cannot be
 * sent.
 */
export function postValues<Message extends { readonly values: ArrayLike<unknown> }>(
  port: ValuesPort<Message>,
  slot: number,
  part: string,
  message: Message,
): void {
  const { values } = message;
  const single = values.length === 1 ? values[0] : undefined;
  sending(single, part, port.clone, () => {
    const transfer = realm.transferLists ? Array.from(values).flatMap((value) => transferablesOf(value, part)) : [];
    if (isLarge(single)) port.post({ kind: 'announce', slot, part }, []);
    port.post(message, transfer);
  });
}

function sending<R>(value: unknown, part: string, clone: Clone, send: () => R): R {
  try {
    checkWhole(value, part, clone);
    return send();
  } catch (error) {
    throw error instanceof SerializationError ? error : uncloneable(value, part, error, clone);
  }
}
