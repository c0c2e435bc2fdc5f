import type { WorkerClaims } from '../../claims/Claims.js';
import { claimsDescriptor, descriptorClaimFile } from '../../claims/node/descriptorClaimFile.js';
import { WorkerFileClaims } from '../../claims/node/WorkerFileClaims.js';
import type { HostMessage } from '../../protocol/messages/HostMessage.js';
import type { WorkerMessage } from '../../protocol/messages/WorkerMessage.js';
import { terminateRequest } from '../../protocol/node/childChannel.js';
import { cloneAcross, decodeHostMessage, encodeWorkerMessage } from '../../protocol/node/processCodec.js';
import type { Port } from '../../protocol/Transport.js';
import { obeyTerminate } from './hostSignals.js';

/**
 * The IPC channel to the parent process as a worker's port. Messages that arrive before the worker listens are kept:
 * Node fails when the channel closes while messages wait for a listener.
 */
export class ProcessPort implements Port {
  readonly clone = cloneAcross;
  readonly claims: WorkerClaims | undefined;
  readonly #send = takeSend();
  #waiting: unknown[] = [];
  #unsent = 0;
  #drained: () => void = ignore;
  readonly #sent = (): void => {
    this.#unsent -= 1;
    if (this.#unsent === 0) this.#drained();
  };
  #receive = (received: unknown): void => void this.#waiting.push(received);

  /** `claims` is true if the host has opened a claims file. */
  constructor(claims: boolean) {
    const host = process.ppid;
    const file = claims ? descriptorClaimFile(claimsDescriptor, () => process.ppid === host) : undefined;
    this.claims = file && new WorkerFileClaims(file);
    process.on('message', (received) => (received === terminateRequest ? obeyTerminate() : this.#receive(received)));
  }

  post(message: WorkerMessage): void {
    if (!process.connected) return;
    this.#send(encodeWorkerMessage(message), undefined, undefined, this.#sent);
    this.#unsent += 1;
  }

  /** A pipe takes a large message in parts, as fast as the host reads them, and an exit loses the rest. */
  drain(done: () => void): void {
    this.#drained = done;
    if (this.#unsent === 0) done();
  }

  listen(message: (message: HostMessage) => void, undecoded: (error: unknown) => void): void {
    this.#receive = (received) => {
      let decoded: HostMessage | undefined;
      try {
        decoded = decodeHostMessage(received);
      } catch (error) {
        return undecoded(error);
      }
      if (decoded !== undefined) message(decoded);
    };
    for (const received of this.#waiting.splice(0)) this.#receive(received);
  }
}

function ignore(): void {}

/**
 * Takes over `process.send`, so that messages of a task, or of a library that finds itself in a child process, are
 * dropped here: the host would have to decode all of them, and Node's decoder can end the host's process.
 */
function takeSend(): NonNullable<typeof process.send> {
  const send = process.send?.bind(process);
  if (send === undefined)
    throw new Error('this file is the entry point of child processes of rx-futures and cannot be run directly');
  process.send = (...args: unknown[]) => {
    const callback = args.at(-1);
    if (typeof callback === 'function') process.nextTick(callback, null);
    return true;
  };
  return send;
}
