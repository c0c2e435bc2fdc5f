import type { RunnerHost } from '../executor/Runner.js';
import { StreamJob } from '../executor/StreamJob.js';
import { submittedFrom } from '../executor/submittedFrom.js';
import { decodeThrown } from '../protocol/decodeThrown.js';
import type { AnnounceMessage } from '../protocol/messages/AnnounceMessage.js';
import type { StartStage } from '../protocol/messages/FailedMessage.js';
import type { ProgressMessage } from '../protocol/messages/ProgressMessage.js';
import type { ResultsMessage } from '../protocol/messages/ResultsMessage.js';
import type { StreamMessage } from '../protocol/messages/WorkerMessage.js';
import { undecodable, undecodableArguments } from '../protocol/serializationError.js';
import { closeDropped } from '../streams/closeDropped.js';
import type { InFlightTasks } from './InFlightTasks.js';
import { initArgName } from './initArgs.js';
import type { InFlightTask } from './SlotTable.js';
import type { HandledMessage, WorkerConnection } from './WorkerConnection.js';

/** The callbacks about messages that concern the worker itself. */
export interface MessageListener {
  ready(): void;
  /** The worker could not start. */
  startFailed(stage: StartStage, error: unknown): void;
  /** Slots are free. Called before the results settle their jobs. */
  capacityFreed(): void;
  /** So many calls of the function took so many milliseconds. */
  readonly durations: (fn: number, calls: number, milliseconds: number) => void;
  /** The worker uses more memory than allowed. */
  overMemory(): void;
}

/** Handles the messages of one worker: frees the slots of tasks that have ended, and settles their jobs. */
export class WorkerMessageHandler {
  readonly #workerId: number;
  readonly #connection: WorkerConnection;
  readonly #tasks: InFlightTasks;
  readonly #host: RunnerHost;
  readonly #initArgs: readonly unknown[];
  readonly #listener: MessageListener;
  /** The error of the last message that failed to decode without having been announced. */
  #lastDecodeError: unknown;

  constructor(
    workerId: number,
    connection: WorkerConnection,
    tasks: InFlightTasks,
    host: RunnerHost,
    initArgs: readonly unknown[],
    listener: MessageListener,
  ) {
    this.#workerId = workerId;
    this.#connection = connection;
    this.#tasks = tasks;
    this.#host = host;
    this.#initArgs = initArgs;
    this.#listener = listener;
  }

  handle(message: HandledMessage): void {
    switch (message.kind) {
      case 'ready':
        return this.#ready();
      case 'failed':
        return this.#listener.startFailed(message.stage, decodeThrown(message.error));
      case 'results':
        return this.#results(message);
      case 'progress':
        return this.#progress(message);
      case 'items':
      case 'requestInput':
      case 'cancelInput':
        return this.#stream(message);
      case 'uncaughtError':
        return this.#uncaughtError(decodeThrown(message.error));
      case 'overMemory':
        return this.#listener.overMemory();
      case 'decodeFailed':
        return this.#decodeFailed(message.ordinal, decodeThrown(message.error));
      case 'gone':
        return this.#tasksGone(message.ordinal, message.slots);
    }
  }

  /**
   * Handles a message that could not be decoded. If it was announced, its task fails; otherwise the worker is asked
   * which of its tasks it still has.
   */
  undecoded(error: unknown, announced: AnnounceMessage | undefined): void {
    if (announced === undefined) {
      this.#lastDecodeError = error;
      const slots = this.#tasks.inOrder().map(({ slot }) => slot);
      return this.#connection.batcher.post({ kind: 'check', slots });
    }
    this.#tasks.outstandingAt(announced.slot)?.job.fail(undecodable(undefined, announced.part, error));
  }

  #ready(): void {
    if (this.#connection.markReady()) this.#listener.ready();
  }

  /**
   * Frees the slots, lets the pool refill the worker, and only then settles the jobs: so the worker has tasks again
   * while the done-callbacks run.
   */
  #results(message: ResultsMessage): void {
    const tasks = this.#tasks;
    tasks.noteReport();
    tasks.recordTimes(message.times);
    for (const slot of message.started) tasks.start(slot);
    if (this.#host.bus.hasListeners) this.#recordRuns(message);
    const succeeded = this.#releaseAll(message.slots);
    const failed = message.failures.map(([slot]) => tasks.release(slot));
    for (const slot of message.skipped) tasks.release(slot);
    this.#reportDurations(message.durations);
    this.#listener.capacityFreed();
    for (let i = 0; i < succeeded.length; i++) {
      const entry = succeeded[i];
      if (tasks.detach(entry)) entry.job.succeed(message.values[i]);
      else closeDropped([message.values[i]]);
    }
    message.failures.forEach(([, thrown], i) => {
      const entry = failed[i];
      if (tasks.detach(entry)) entry.job.fail(submittedFrom(entry.job.site, decodeThrown(thrown)));
    });
  }

  #recordRuns({ slots, failures }: ResultsMessage): void {
    for (const slot of Array.from(slots)) this.#tasks.recordRun(slot);
    for (const [slot] of failures) this.#tasks.recordRun(slot);
  }

  #releaseAll(slots: ArrayLike<number>): (InFlightTask | undefined)[] {
    const entries: (InFlightTask | undefined)[] = [];
    for (let i = 0; i < slots.length; i++) entries.push(this.#tasks.release(slots[i] as number));
    return entries;
  }

  #reportDurations(triples: readonly number[]): void {
    for (let i = 0; i + 2 < triples.length; i += 3) {
      const [fn, calls, milliseconds] = [triples[i] as number, triples[i + 1] as number, triples[i + 2] as number];
      if (calls > 0 && milliseconds >= 0) this.#listener.durations(fn, calls, milliseconds);
    }
  }

  #progress({ slots, values }: ProgressMessage): void {
    for (const [i, value] of values.entries()) {
      const slot = slots[i] as number;
      const entry = this.#tasks.outstandingAt(slot);
      if (entry === undefined) continue;
      this.#tasks.start(slot);
      this.#host.progress(entry.job, value);
    }
  }

  /** Passes a message from a stream's producer to its consumer on the host, unless the job was recalled or settled. */
  #stream(message: StreamMessage): void {
    const job = this.#tasks.outstandingAt(message.slot)?.job;
    if (job === undefined) return message.kind === 'items' ? closeDropped(message.values) : undefined;
    if (job.state === 'PENDING') job.start();
    if (job instanceof StreamJob) deliver(job, message);
  }

  #uncaughtError(error: unknown): void {
    const { bus, clock } = this.#host;
    this.#connection.noteUncaughtError(error);
    if (bus.hasListeners) bus.emit({ type: 'uncaughtError', worker: this.#workerId, error, time: clock.now() });
  }

  /**
   * Handles the report that the worker could not decode the n-th message. None of its tasks has started. A task alone
   * in its message is the cause and fails; several are sent again, each alone. A message without tasks was one for a
   * running stream.
   */
  #decodeFailed(ordinal: number, error: unknown): void {
    if (ordinal === 0) return this.#initializerFailed(error);
    const entries = this.#tasks.inOrder().filter(({ message }) => message === ordinal);
    const [only] = entries;
    if (only === undefined) return this.#failStreams(error);
    if (entries.length > 1) return this.#connection.batcher.resend(entries);
    this.#fail(only, undecodableArguments(only.args ?? only.job.args, error, this.#connection.clone));
  }

  #initializerFailed(error: unknown): void {
    const { clone } = this.#connection;
    this.#listener.startFailed('initializer', undecodableArguments(this.#initArgs, error, clone, initArgName));
  }

  /**
   * Handles the worker's reply that it no longer has these tasks: their results were in a message that the host could
   * not decode. Other tasks may be in their slots by now. If none is missing, the lost message came from a running
   * stream.
   */
  #tasksGone(asked: number, slots: readonly number[]): void {
    const error = this.#lastDecodeError;
    const lost = this.#tasks.inOrder().filter(({ slot, message }) => message < asked && slots.includes(slot));
    for (const entry of lost) this.#fail(entry, undecodable(undefined, 'result', error));
    if (lost.length === 0) this.#failStreams(error);
  }

  /**
   * Fails all running streams: it is not known which one lost an item or a value, and that one would wait for it for
   * ever.
   */
  #failStreams(error: unknown): void {
    for (const { job } of this.#tasks.outstanding()) {
      if (job instanceof StreamJob && job.hasStarted) job.fail(undecodable(undefined, 'stream item', error));
    }
  }

  /** Frees the slot of a task that the worker does not have, and fails its job. */
  #fail(entry: InFlightTask, error: unknown): void {
    this.#tasks.release(entry.slot);
    if (this.#tasks.detach(entry)) entry.job.fail(error);
    this.#listener.capacityFreed();
  }
}

function deliver({ consumer }: StreamJob, message: StreamMessage): void {
  switch (message.kind) {
    case 'items':
      return consumer.items(message.first, message.values);
    case 'requestInput':
      return consumer.requestInput(message.source, message.count);
    case 'cancelInput':
      return consumer.cancelInput(message.source);
  }
}
