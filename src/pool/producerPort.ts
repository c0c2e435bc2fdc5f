import { encodeThrown } from '../protocol/encodeThrown.js';
import type { HostMessage } from '../protocol/messages/HostMessage.js';
import type { InputMessage } from '../protocol/messages/InputMessage.js';
import { copyValue, keepItem, postValues, streamItem } from '../protocol/postValues.js';
import type { Clone } from '../protocol/Transport.js';
import { alone, type ProducerPort } from '../streams/ports.js';

/** Posts a message to a worker. */
type Post = (message: HostMessage, transfer?: readonly Transferable[]) => void;

/** Returns a port to a stream's producer in a worker: its messages carry the task's slot. */
export function producerPort(post: Post, clone: Clone, slot: number): ProducerPort {
  return {
    copy: (value) => copyValue(value, alone),
    keep: (value) => keepItem(value, clone),
    request: (count) => post({ kind: 'request', slot, count }),
    input(source, first, values, end) {
      const encoded = end?.kind === 'error' ? { kind: end.kind, error: encodeThrown(end.error, clone) } : end;
      postValues<InputMessage>({ clone, post }, slot, streamItem, {
        kind: 'input',
        slot,
        source,
        first,
        values,
        end: encoded,
      });
    },
  };
}
