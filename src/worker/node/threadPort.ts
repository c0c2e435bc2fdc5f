import { type MessagePort, receiveMessageOnPort, type TransferListItem } from 'node:worker_threads';
import { hostFromWire } from '../../protocol/hostWire.js';
import type { Port } from '../../protocol/Transport.js';
import { workerToWire } from '../../protocol/workerWire.js';
import type { WorkerFiles } from './serve.js';

/** What the near side gives a thread when it starts. */
export interface ThreadSetup extends WorkerFiles {
  readonly port: MessagePort;
}

/** A `MessagePort` of Node as the channel of a worker. It is a port of our own: `parentPort` stays the user's. */
export function threadPort(port: MessagePort): Port {
  let tellUndecoded: (error: unknown) => void;
  return {
    clone: structuredClone,
    post(message, transfer) {
      port.postMessage(workerToWire(message), transfer as TransferListItem[]);
    },
    listen(message, undecoded) {
      port.on('message', (wire) => message(hostFromWire(wire)));
      port.on('messageerror', undecoded);
      tellUndecoded = undecoded;
    },
    poll() {
      try {
        const received = receiveMessageOnPort(port);
        return received === undefined ? undefined : hostFromWire(received.message);
      } catch (error) {
        tellUndecoded(error);
        return undefined;
      }
    },
  };
}
