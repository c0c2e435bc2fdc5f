import { hostFromWire } from '../../protocol/messages/HostMessage.js';
import { workerToWire } from '../../protocol/messages/WorkerMessage.js';
import { postToPort } from '../../protocol/postToPort.js';
import { isUndecoded, undecodedData } from '../../protocol/receivedData.js';
import type { Port } from '../../protocol/Transport.js';

/**
 * Returns a worker's port over a `MessagePort` of the browser. It is separate from `self.onmessage`, which stays the
 * user's.
 */
export function webPort(port: MessagePort): Port {
  return {
    clone: (value) => structuredClone(value),
    post: (message, transfer) => postToPort(port, workerToWire(message), transfer),
    listen(message, undecoded) {
      port.onmessage = ({ data }) => {
        if (isUndecoded(data)) undecoded(undecodedData());
        else message(hostFromWire(data));
      };
      port.onmessageerror = () => undecoded(undecodedData());
    },
  };
}
