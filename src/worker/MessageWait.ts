import type { HostMessage } from '../protocol/messages/HostMessage.js';

/**
 * Keeps a worker awake for a moment after it has sent a result. A caller that submits task after task, each after the
 * result of the one before, need not wake the worker then, which takes half of a round trip
 * (`npm run bench -- round-trip`). Where the platform can read messages that have arrived, it is a `PollingWait`;
 * elsewhere the event loop is kept awake by a `SpinWait`.
 */
export interface MessageWait {
  /** Starts or prolongs the wait; returns the next message if it arrives during the call. */
  stay(): HostMessage | undefined;
  /** Called when a message arrived in a turn of the event loop. */
  messageArrived(): void;
}
