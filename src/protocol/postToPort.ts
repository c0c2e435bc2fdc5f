/**
 * Posts to a browser's port. An empty transfer list is omitted: reading it takes the browser as long as a small
 * message.
 */
export function postToPort(port: MessagePort, wire: unknown, transfer: readonly Transferable[]): void {
  if (transfer.length === 0) port.postMessage(wire);
  else port.postMessage(wire, transfer as Transferable[]);
}
