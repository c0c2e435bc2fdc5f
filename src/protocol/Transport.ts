import type { HostClaims, WorkerClaims } from '../claims/Claims.js';
import type { HostMessage, WorkerMessage } from './messages.js';

/** A channel's own copy of a value: what arrives when it is sent alone. Throws what sending it would throw. */
export type Clone = (value: unknown) => unknown;

/** How a worker ended. */
export interface WorkerEnd {
  readonly exitCode?: number | null;
  readonly signal?: string | null;
  /** The error that ended it, where one is known. */
  readonly error?: unknown;
  /** The last lines of its standard error; processes only. */
  readonly stderr?: string;
  /** It did not start, and another try would end the same way. */
  readonly hopeless?: boolean;
}

/** What the near side of a worker tells. */
export interface TransportListener {
  message(message: WorkerMessage): void;
  /** A message came that could not be decoded. */
  messageError(error: unknown): void;
  /** The worker is gone. Told once, and nothing after it. */
  exit(end: WorkerEnd): void;
}

/** The near side of one worker: a port and an end, and nothing more. */
export interface Transport {
  /** Whether the worker can be given memory that both sides see: threads, and pages that are isolated from others. */
  readonly sharesMemory: boolean;
  /** Claims in what both sides can see instead. */
  readonly claims?: HostClaims | undefined;
  readonly clone: Clone;
  /** Throws what the platform throws for a value it cannot clone. */
  post(message: HostMessage, transfer: readonly Transferable[]): void;
  /** Ends the worker, whatever it is doing; `exit` follows. With a signal, in the way it says, where that is possible. */
  terminate(signal?: 'SIGTERM' | 'SIGKILL'): void;
}

/** A worker to be started. */
export interface WorkerIdentity {
  readonly id: number;
  readonly name: string;
}

/** The caller's own function for making workers does not do that: no shortage, so that the pool breaks in any case. */
export class WorkerMisuse extends TypeError {}

/** Starts a worker. May throw; the listener hears nothing before the call has returned. */
export type StartTransport = (worker: WorkerIdentity, listener: TransportListener) => Transport;

/** The far side: what the worker has of the channel. */
export interface Port {
  /** Claims in what both sides can see, where that is no memory of the host's. */
  readonly claims?: WorkerClaims | undefined;
  readonly clone: Clone;
  post(message: WorkerMessage, transfer: readonly Transferable[]): void;
  /** Starts the flow of messages; `undecoded` hears of one that could not be decoded. */
  listen(message: (message: HostMessage) => void, undecoded: (error: unknown) => void): void;
  /** A message that has arrived and was not heard yet, where the platform can tell without a turn of its loop. */
  poll?(): HostMessage | undefined;
}
