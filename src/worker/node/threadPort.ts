import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { HostMessage } from '../../protocol/messages/HostMessage.js';
import { hostFromWire } from '../../protocol/messages/HostMessage.js';
import { workerToWire } from '../../protocol/messages/WorkerMessage.js';
import { flushed, flushRequest } from '../../protocol/node/threadPrinting.js';
import { postToPort } from '../../protocol/postToPort.js';
import type { Port } from '../../protocol/Transport.js';
import type { WorkerFiles } from './serve.js';

/** The setup that the host passes to a thread when it starts. */
export interface ThreadSetup extends WorkerFiles {
  readonly port: MessagePort;
}

/**
 * Returns a worker's port over one of Node's `MessagePort`s. It is separate from `parentPort`, which stays the user's.
 */
export function threadPort(port: MessagePort): Port {
  let reportUndecoded: (error: unknown) => void;
  /** Decodes a message; replies to a request to flush, which is not a message of the worker's protocol. */
  const decoded = (wire: unknown): HostMessage | undefined => {
    if (wire !== flushRequest) return hostFromWire(wire);
    afterPrinting(() => port.postMessage(flushed));
    return undefined;
  };
  return {
    clone: structuredClone,
    post(message, transfer) {
      postToPort(port, workerToWire(message), transfer);
    },
    listen(message, undecoded) {
      port.on('message', (wire) => {
        const received = decoded(wire);
        if (received !== undefined) message(received);
      });
      port.on('messageerror', undecoded);
      reportUndecoded = undecoded;
    },
    poll() {
      try {
        const received = receiveMessageOnPort(port);
        return received === undefined ? undefined : decoded(received.message);
      } catch (error) {
        reportUndecoded(error);
        return undefined;
      }
    },
  };
}

/** Calls back when the host has taken everything that was printed here. */
function afterPrinting(done: () => void): void {
  process.stdout.write('', () => process.stderr.write('', done));
}
