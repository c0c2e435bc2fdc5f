import type { SchedulerLike } from 'rxjs';
import type { AnnounceMessage } from '../protocol/messages/AnnounceMessage.js';
import type { WorkerMessage } from '../protocol/messages/WorkerMessage.js';
import type { Clone, StartTransport, Transport, TransportListener, WorkerEnd } from '../protocol/Transport.js';
import type { WorkerIdentity } from '../protocol/WorkerIdentity.js';
import { EndDeadline } from './EndDeadline.js';
import { type BatchListener, MessageBatcher } from './MessageBatcher.js';

/**
 * Milliseconds that a terminated worker has to end. Nothing ends a thread inside a native call before that call
 * returns; after this time the worker counts as gone even if it still runs.
 */
export const terminationGrace = 500;

/**
 * The same for a worker that was sent SIGKILL as if by accident: the pool reports how it ended, so it waits longer for
 * the end.
 */
const signalGrace = 1500;

/** The phases of a worker's life. */
export type WorkerPhase = 'starting' | 'ready' | 'closing' | 'killed' | 'gone';

/** The end of a connection, as its worker's pool needs to know it. */
export interface ConnectionEnd {
  /** The phase in which the worker ended. */
  readonly phase: WorkerPhase;
  /** The end as the transport reported it. */
  readonly end: WorkerEnd;
  /** True if the worker counts as gone although it did not end when it was terminated. */
  readonly abandoned: boolean;
}

/** The memory, or other medium, that host and worker share. */
export type SharedMedium = Pick<Transport, 'sharesMemory' | 'claims'>;

/** The messages that a connection passes on: it keeps announcements to itself. */
export type HandledMessage = Exclude<WorkerMessage, AnnounceMessage>;

/** The callbacks from a connection to its owner. None follows `ended`. */
export interface ConnectionListener extends BatchListener {
  message(message: HandledMessage): void;
  /** A message could not be decoded; `announced` is its content, if the worker announced it. */
  undecoded(error: unknown, announced: AnnounceMessage | undefined): void;
  /** The worker has ended, or counts as gone. */
  ended(end: ConnectionEnd): void;
}

/** The channel to one worker: the messages in both directions, the phase of the worker's life, and its end. */
export class WorkerConnection {
  /** Posts the messages to the worker. */
  readonly batcher: MessageBatcher;
  readonly #listener: ConnectionListener;
  readonly #transport: Transport;
  readonly #endDeadline: EndDeadline;
  #phase: WorkerPhase = 'starting';
  /** The announced content of the worker's next message, for the case that it fails to decode. */
  #announced: AnnounceMessage | undefined;
  /** The error that the worker could not attribute to a task. */
  #uncaughtError: { readonly error: unknown } | undefined;

  /** Starts the worker. `clock` must not keep the process alive. Throws what `start` throws. */
  constructor(start: StartTransport, worker: WorkerIdentity, clock: SchedulerLike, listener: ConnectionListener) {
    this.#listener = listener;
    this.#endDeadline = new EndDeadline(clock, () => this.#end({}, true));
    this.#transport = start(worker, this.#transportListener());
    this.batcher = new MessageBatcher(this.#transport, listener);
  }

  get phase(): WorkerPhase {
    return this.#phase;
  }

  /** True once the worker was asked to close, was killed, or has ended. */
  get ending(): boolean {
    return this.#phase !== 'starting' && this.#phase !== 'ready';
  }

  get clone(): Clone {
    return this.#transport.clone;
  }

  /** The memory, or other medium, that host and worker share. */
  get medium(): SharedMedium {
    return this.#transport;
  }

  /** Records that the worker is ready. Returns false if it is not starting, and so cannot become ready. */
  markReady(): boolean {
    if (this.#phase !== 'starting') return false;
    this.#phase = 'ready';
    return true;
  }

  /** Records an error that the worker could not attribute to a task; the worker's end mostly follows. */
  noteUncaughtError(error: unknown): void {
    this.#uncaughtError = { error };
  }

  /** Asks the worker to close. Call it only when the worker has no tasks; kills one that is not ready. */
  close(): void {
    if (this.#phase !== 'ready') return this.kill();
    this.#phase = 'closing';
    this.batcher.post({ kind: 'close' });
  }

  /** Ends the worker by a signal, as if by accident: its phase stays, so that the end counts as unexpected. */
  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#phase === 'gone') return;
    this.#transport.terminate(signal);
    if (signal === 'SIGKILL') this.#endDeadline.start(signalGrace);
  }

  /** Terminates the worker, even in the middle of a task. */
  kill(): void {
    if (this.#phase === 'gone') return;
    this.#phase = 'killed';
    this.#transport.terminate();
    this.#endDeadline.start(terminationGrace);
  }

  #transportListener(): TransportListener {
    return {
      message: (message) => this.#message(message),
      messageError: (error) => this.#messageError(error),
      exit: (end) => this.#end({ ...end, ...this.#uncaughtError }, false),
    };
  }

  #message(message: WorkerMessage): void {
    if (this.#phase === 'gone') return;
    if (message.kind === 'announce') {
      this.#announced = message;
    } else {
      this.#announced = undefined;
      this.#listener.message(message);
    }
  }

  #messageError(error: unknown): void {
    if (this.#phase === 'gone') return;
    const announced = this.#announced;
    this.#announced = undefined;
    this.#listener.undecoded(error, announced);
  }

  #end(end: WorkerEnd, abandoned: boolean): void {
    if (this.#phase === 'gone') return;
    const phase = this.#phase;
    this.#phase = 'gone';
    this.#endDeadline.stop();
    this.#listener.ended({ phase, end, abandoned });
  }
}
