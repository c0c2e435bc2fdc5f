import { encodeThrown } from '../protocol/encodeThrown.js';
import type { InputMessage } from '../protocol/messages/InputMessage.js';
import { copyValue, keepItem, postValues, streamItem } from '../protocol/postValues.js';
import { closeDropped } from '../streams/closeDropped.js';
import { alone, type ProducerPort, type TaskChannel } from '../streams/ports.js';

/** Returns a port to an operator in a worker: its messages carry the task's slot. */
export function operatorPort(channel: TaskChannel): ProducerPort {
  const { clone, slot } = channel;
  return {
    copy: (value) => copyValue(value, alone),
    keep: (value) => keepItem(value, clone),
    drop: closeDropped,
    request: (count) => channel.post({ kind: 'request', slot, count }),
    input(source, first, values, end) {
      const encoded = end?.kind === 'error' ? { kind: end.kind, error: encodeThrown(end.error, clone) } : end;
      postValues<InputMessage>(channel, slot, streamItem, {
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
