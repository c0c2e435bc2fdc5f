import { cloneAcross, decodeHostMessage, encodeMessage } from '../../protocol/node/processCodec.js';
import type { Port } from '../../protocol/Transport.js';

/**
 * The channel to the parent process as that of a worker. What arrives before anybody listens is kept: Node itself loses
 * its head over a channel that closes meanwhile.
 */
export function processPort(): Port {
  const send = takeSend();
  let early: unknown[] = [];
  let hear = (received: unknown): void => void early.push(received);
  process.on('message', (received) => hear(received));
  return {
    clone: cloneAcross,
    post(message) {
      if (process.connected) send(encodeMessage(message), undefined, undefined, ignore);
    },
    listen(message, undecoded) {
      hear = (received) => {
        let decoded: ReturnType<typeof decodeHostMessage>;
        try {
          decoded = decodeHostMessage(received);
        } catch (error) {
          return undecoded(error);
        }
        if (decoded !== undefined) message(decoded);
      };
      const kept = early;
      early = [];
      for (const received of kept) hear(received);
    },
  };
}

function ignore(): void {}

/**
 * What a task, or a library that finds itself in a child process, says on the channel is for nobody. It ends here: the
 * host would have to decode all of it, and there Node's decoder can take the whole program down.
 */
function takeSend(): NonNullable<typeof process.send> {
  const send = process.send?.bind(process);
  if (send === undefined)
    throw new Error('this file is the entry of a child process of rx-futures; it is not to be run');
  process.send = (...args: unknown[]) => {
    const callback = args.at(-1);
    if (typeof callback === 'function') process.nextTick(callback, null);
    return true;
  };
  return send;
}
