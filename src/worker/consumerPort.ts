import type { WorkerClaims } from '../claims/Claims.js';
import { copyItem, keepItem, postItems } from '../protocol/streamItem.js';
import type { Port } from '../protocol/Transport.js';
import { alone, type ConsumerPort } from '../streams/ports.js';

/** Returns a port to the consumer on the host: its messages carry the task's slot. */
export function consumerPort(port: Port, claims: WorkerClaims, slot: number): ConsumerPort {
  return {
    copy: (item) => copyItem(item, alone),
    keep: (item) => keepItem(item, port.clone),
    items: (first, values) =>
      postItems(values, port.clone, {
        announce: (part) => port.post({ kind: 'announce', slot, part }, []),
        post: (transfer) => port.post({ kind: 'items', slot, first, values }, transfer),
      }),
    requestInput: (source, count) => port.post({ kind: 'request', slot, source, count }, []),
    cancelInput: (source) => port.post({ kind: 'cancel', slot, source }, []),
    stopping: () => claims.abortRequested(slot),
  };
}
