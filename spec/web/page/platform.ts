/** What the specs take for granted and a browser has not: injected into their bundles. */
const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

function nextTurn(fn: () => void): void {
  waiting.push(fn);
  port2.postMessage(0);
}

export { nextTurn as setImmediate };
