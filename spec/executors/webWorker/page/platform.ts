/** The globals of Node that the specs use and a browser lacks: injected into their bundles. */
const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

function nextTurn(fn: () => void): void {
  waiting.push(fn);
  port2.postMessage(0);
}
const noProcess = { env: {}, on: () => undefined };

export { nextTurn as setImmediate, noProcess as process };

/** Replaces `node:os` and `node:path`, which the latches use for the files of {@link files.ts}. */
export const tmpdir = (): string => '';
export const join = (...parts: string[]): string => parts.join('-');
