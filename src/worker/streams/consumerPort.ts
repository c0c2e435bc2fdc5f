import type { WorkerClaims } from '../../claims/Claims.js';
import { copyItem, keepItem, postItems } from '../../protocol/streamItem.js';
import type { Port } from '../../protocol/Transport.js';
import type { StreamLink } from '../../streams/ConsumerPort.js';
import { alone } from '../../streams/StreamSink.js';

/** The link of a stream in a worker: by messages that bear its slot. */
export function portLink(port: Port, claims: WorkerClaims, slot: number): StreamLink {
  return {
    items: {
      copy: (item) => copyItem(item, alone),
      keep: (item) => keepItem(item, port.clone),
      send: (first, values) =>
        postItems(values, port.clone, {
          announce: (part) => port.post({ kind: 'next', slot, part }, []),
          post: (transfer) => port.post({ kind: 'items', slot, first, values }, transfer),
        }),
    },
    want: (source, count) => port.post({ kind: 'want', slot, source, count }, []),
    unwant: (source) => port.post({ kind: 'unwant', slot, source }, []),
    stopping: () => claims.abortRequested(slot),
  };
}
