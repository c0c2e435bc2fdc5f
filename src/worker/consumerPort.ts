import type { WorkerClaims } from '../claims/Claims.js';
import type { ItemsMessage } from '../protocol/messages/ItemsMessage.js';
import { copyValue, keepItem, postValues, streamItem } from '../protocol/postValues.js';
import type { Port } from '../protocol/Transport.js';
import { closeDropped } from '../streams/closeDropped.js';
import { alone, type ConsumerPort } from '../streams/ports.js';

/** Returns a port to the consumer on the host: its messages carry the task's slot. */
export function consumerPort(port: Port, claims: WorkerClaims, slot: number): ConsumerPort {
  return {
    copy: (item) => copyValue(item, alone),
    keep: (item) => keepItem(item, port.clone),
    drop: closeDropped,
    items: (first, values) => postValues<ItemsMessage>(port, slot, streamItem, { kind: 'items', slot, first, values }),
    requestInput: (source, count) => port.post({ kind: 'requestInput', slot, source, count }, []),
    cancelInput: (source) => port.post({ kind: 'cancelInput', slot, source }, []),
    stopping: () => claims.abortRequested(slot),
  };
}
