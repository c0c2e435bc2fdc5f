/** What the specs take for granted of Node and a browser has not: injected into their bundles. */
const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

function nextTurn(fn: () => void): void {
  waiting.push(fn);
  port2.postMessage(0);
}
const noProcess = { env: {}, on: () => undefined };

export { nextTurn as setImmediate, noProcess as process };

/** In the place of `node:os` and `node:path`, whose names the latches use for the files of {@link files.ts}. */
export const tmpdir = (): string => '';
export const join = (...parts: string[]): string => parts.join('-');
