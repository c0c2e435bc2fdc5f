import type { HostClaims, WorkerClaims } from '../claims/Claims.js';
import type { HostMessage } from './messages/HostMessage.js';
import type { WorkerMessage, WorkerMessageListener } from './messages/WorkerMessage.js';
import type { WorkerIdentity } from './WorkerIdentity.js';

/**
 * Returns a channel's copy of a value: what arrives when it is sent alone. Throws the error that sending it would
 * throw.
 */
export type Clone = (value: unknown) => unknown;

/** The end of a worker, as far as the transport knows it. */
export interface WorkerEnd {
  readonly exitCode?: number | null;
  readonly signal?: string | null;
  /** The error that ended it, if known. */
  readonly error?: unknown;
  /** The last lines of its standard error; processes only. */
  readonly stderr?: string;
  /** True if the worker did not start, and another try would end in the same way. */
  readonly hopeless?: boolean;
}

/** The callbacks from a transport to its worker's owner. */
export interface TransportListener extends WorkerMessageListener {
  /** The worker has ended. Called once, and no other callback follows. */
  exit(end: WorkerEnd): void;
}

/**
 * The host's end of one worker's channel: posts messages, reports messages and the worker's end, terminates it; nothing
 * else.
 */
export interface Transport {
  /** True if host and worker can share memory: threads, and cross-origin isolated pages. */
  readonly sharesMemory: boolean;
  /** Claims in another medium that host and worker share. */
  readonly claims?: HostClaims | undefined;
  readonly clone: Clone;
  /** Posts a message; throws the error that the platform throws for a value it cannot clone. */
  post(message: HostMessage, transfer: readonly Transferable[]): void;
  /**
   * Terminates the worker, even in the middle of a task; `exit` follows. With a signal the worker ends as by that
   * signal, where that is possible.
   */
  terminate(signal?: 'SIGTERM' | 'SIGKILL'): void;
}

/**
 * The caller's function for making workers did not return a usable worker: a mistake and not a shortage, so the pool
 * breaks in any case.
 */
export class WorkerMisuse extends TypeError {}

/** Starts a worker. May throw; does not call the listener before it has returned. */
export type StartTransport = (worker: WorkerIdentity, listener: TransportListener) => Transport;

/** The worker's end of the channel. */
export interface Port {
  /** Claims that host and worker share other than by the host's memory. */
  readonly claims?: WorkerClaims | undefined;
  readonly clone: Clone;
  post(message: WorkerMessage, transfer: readonly Transferable[]): void;
  /** Calls back when all posted messages have left the worker; absent where posting does that at once. */
  drain?(done: () => void): void;
  /** Starts to deliver messages; `undecoded` gets the error of a message that could not be decoded. */
  listen(message: (message: HostMessage) => void, undecoded: (error: unknown) => void): void;
  /**
   * Returns a message that has arrived and was not delivered yet, where the platform can read it without a turn of the
   * event loop.
   */
  readonly poll?: () => HostMessage | undefined;
}
