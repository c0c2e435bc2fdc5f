import type { HostMessage, WorkerMessage } from './messages.js';
import { toWire } from './wire.js';

/** Posts to a browser's port. A list of nothing to move is left out: to read it takes as long as a small message. */
export function postOver(
  port: MessagePort,
  message: HostMessage | WorkerMessage,
  transfer: readonly Transferable[],
): void {
  const wire = toWire(message);
  if (transfer.length === 0) port.postMessage(wire);
  else port.postMessage(wire, transfer as Transferable[]);
}
