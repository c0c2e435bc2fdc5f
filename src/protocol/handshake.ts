import { protocolVersion } from './messages.js';

const mark = 'rx-futures hello';

/**
 * The one thing a Web Worker says on its own channel, which is the user's as well: that it serves, and on which port. All
 * else goes over that port, so what the user's code says on the worker's channel is nobody's business here.
 */
export interface Hello {
  readonly [mark]: number;
  readonly port: MessagePort;
  /** The worker holds this lock for as long as it lives; `undefined` where there are none. */
  readonly lock: string | undefined;
  /** Whether shared memory can be sent to it. */
  readonly isolated: boolean;
}

/** What a worker says when it is ready to listen. */
export function makeHello(hello: Omit<Hello, typeof mark>): Hello {
  return { [mark]: protocolVersion, ...hello };
}

/** Whether this is a worker's hello, of whatever version; foreign messages are none of ours. */
export function isHello(data: unknown): data is Hello {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, mark);
}

/** Whether both sides speak the same protocol. */
export function speaksOurs(hello: Hello): boolean {
  return hello[mark] === protocolVersion;
}

/** A worker's last word on its port: it ends itself. It goes no further than the transport. */
export interface Goodbye {
  readonly kind: 'goodbye';
}
