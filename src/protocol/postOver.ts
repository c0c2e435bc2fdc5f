/** Posts to a browser's port. A list of nothing to move is left out: to read it takes as long as a small message. */
export function postOver(port: MessagePort, wire: unknown, transfer: readonly Transferable[]): void {
  if (transfer.length === 0) port.postMessage(wire);
  else port.postMessage(wire, transfer as Transferable[]);
}
