import type { Port } from '../../src/protocol/Transport.js';

type Posted = Parameters<Port['post']>[0];
type Received = Parameters<Parameters<Port['listen']>[0]>[0];

/** A worker's port that records what is posted, as the host would receive it, and delivers messages on demand. */
export class RecordingPort implements Port {
  readonly posted: Posted[] = [];
  readonly clone = structuredClone;
  #deliver: (message: Received) => void = () => {};
  #undecoded: (error: unknown) => void = () => {};

  post(message: Posted, transfer: readonly Transferable[]): void {
    this.posted.push(structuredClone(message, { transfer: [...transfer] }));
  }

  listen(message: (message: Received) => void, undecoded: (error: unknown) => void): void {
    this.#deliver = message;
    this.#undecoded = undecoded;
  }

  /** Nothing arrives but by {@link receive}. */
  poll(): undefined {}

  /** Delivers a message of the host. */
  receive(message: Received): void {
    this.#deliver(structuredClone(message));
  }

  /** A message of the host arrives that cannot be decoded. */
  failToDecode(error: unknown): void {
    this.#undecoded(error);
  }

  /** The posted messages of this kind. */
  of<K extends Posted['kind']>(kind: K): Extract<Posted, { kind: K }>[] {
    return this.posted.filter((each): each is Extract<Posted, { kind: K }> => each.kind === kind);
  }
}
