import type { MessagePort, TransferListItem } from 'node:worker_threads';
import type { HostMessage } from '../../protocol/messages.js';
import type { Port } from '../../protocol/Transport.js';

/** What the near side gives a thread when it starts. */
export interface ThreadSetup {
  readonly port: MessagePort;
  /** The user's own worker file. */
  readonly file: string | undefined;
  /** The TypeScript loader that the host runs under. */
  readonly loader: string | undefined;
}

/** A `MessagePort` of Node as the channel of a worker. It is a port of our own: `parentPort` stays the user's. */
export function threadPort(port: MessagePort): Port {
  return {
    post(message, transfer) {
      port.postMessage(message, transfer as TransferListItem[]);
    },
    listen(message, undecoded) {
      port.on('message', (value: HostMessage) => message(value));
      port.on('messageerror', undecoded);
    },
  };
}
