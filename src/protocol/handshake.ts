import { isObject } from './isObject.js';

/** The version of the messages. Host and worker come from one package, unless a bundler mixed two. */
const protocolVersion = 1;

const mark = 'rx-futures hello';

/**
 * The only message a Web Worker posts on its own channel, which the user's code shares: that it serves, and on which
 * port. All other messages use that port, so the user's messages on the worker's channel do not matter here.
 */
export interface Hello {
  readonly [mark]: number;
  readonly port: MessagePort;
  /** The Web Lock that the worker holds while it lives; `undefined` where there are no locks. */
  readonly lock: string | undefined;
  /** True if shared memory can be sent to the worker. */
  readonly isolated: boolean;
}

/** Returns the message that a worker posts when it is ready to listen. */
export function makeHello(hello: Omit<Hello, typeof mark>): Hello {
  return { [mark]: protocolVersion, ...hello };
}

/** Returns true for a worker's hello of any version; other messages belong to the user's code. */
export function isHello(data: unknown): data is Hello {
  return isObject(data) && Object.hasOwn(data, mark);
}

/** Returns true if host and worker use the same version of the protocol. */
export function hasSameVersion(hello: Hello): boolean {
  return hello[mark] === protocolVersion;
}

/** The last message of a worker on its port: it closes itself. The transport does not pass it on. */
export interface Goodbye {
  readonly kind: 'goodbye';
}
