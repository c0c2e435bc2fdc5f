import { type MessagePort, receiveMessageOnPort, type TransferListItem } from 'node:worker_threads';
import type { Port } from '../../protocol/Transport.js';
import { hostMessage, toWire } from '../../protocol/wire.js';
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
      port.postMessage(toWire(message), transfer as TransferListItem[]);
    },
    listen(message, undecoded) {
      port.on('message', (wire) => message(hostMessage(wire)));
      port.on('messageerror', undecoded);
      tellUndecoded = undecoded;
    },
    poll() {
      try {
        const received = receiveMessageOnPort(port);
        return received === undefined ? undefined : hostMessage(received.message);
      } catch (error) {
        tellUndecoded(error);
        return undefined;
      }
    },
  };
}
