/** The part of a port that posts: in Node and in browsers alike, but for the type of the transfer list. */
interface PostingPort<T> {
  postMessage(wire: unknown, transfer?: readonly T[]): void;
}

/** Posts to a port. An empty transfer list is omitted: reading it takes the platform as long as a small message. */
export function postToPort<T>(port: PostingPort<T>, wire: unknown, transfer: readonly unknown[]): void {
  if (transfer.length === 0) port.postMessage(wire);
  else port.postMessage(wire, transfer as readonly T[]);
}
