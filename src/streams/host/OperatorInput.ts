import { type Observable, type SchedulerLike, Subject, takeUntil } from 'rxjs';
import type { EventLoop } from '../../time/EventLoop.js';
import type { PausableSource } from '../PausableSource.js';
import { Pauses } from '../Pauses.js';
import type { ProducerPort, StreamEnd, ValueCopies } from '../ports.js';
import { StreamSender } from '../StreamSender.js';

/** Milliseconds after which an input whose operator does not run yet checks if it blocks the stage that it pauses. */
const checkAfter = 1000;

/** The options of an operator's input, from its stream. */
export interface OperatorInputOptions {
  readonly eventLoop: EventLoop;
  /** The clock for a timer that must not keep the process alive. */
  readonly clock: SchedulerLike;
  /** The most values that may wait for the operator before the source is paused. */
  readonly window: number;
  /** The source of the operator's results. */
  readonly results: PausableSource;
  /** Returns a copy of the value as it is now, for the time until a worker runs the operator. */
  keep(value: unknown): unknown;
  /** Returns true when the operator waits for a slot that only a stage can free, perhaps one that this input pauses. */
  blocked(): boolean;
  failed(error: unknown): void;
}

/**
 * One subscription of an operator in a worker to its source on the host. It may be open before the operator runs:
 * values that the source emits before that, or beyond the demand, wait on the host. A pausable source
 * is paused until the operator can take more.
 */
export class OperatorInput {
  readonly #options: OperatorInputOptions;
  readonly #sender: StreamSender;
  /** The port to the operator, once that runs and has subscribed. */
  #producer: ProducerPort | undefined;
  /** The number of the operator's subscription. */
  #source = 0;
  readonly #closed = new Subject<void>();
  readonly #pauses: Pauses;
  #pushedEarly = 0;
  #deadlockCheck: { unsubscribe(): void } | undefined;
  #pausingBlocks = false;
  /** The end of the source, if it came before the operator ran. */
  #sendEnd: (() => void) | undefined;

  constructor(options: OperatorInputOptions) {
    this.#options = options;
    this.#pauses = new Pauses(options.results);
    this.#sender = new StreamSender(this.#copies, options.eventLoop, {
      window: 0,
      send: (first, values) => this.#connectedProducer.input(this.#source, first, values),
      failed: (error) => this.#whenConnected(() => options.failed(error)),
    });
  }

  /** Subscribes to the source. */
  subscribe(source: Observable<unknown>): void {
    source.pipe(takeUntil(this.#closed)).subscribe({
      next: (value) => this.#push(value),
      error: (error: unknown) => this.#end({ kind: 'error', error }),
      complete: () => this.#end({ kind: 'complete' }),
    });
  }

  /** The operator has subscribed: sends the waiting values, as far as the demand goes. */
  connect(producer: ProducerPort, source: number, demand: number): void {
    this.#stopDeadlockCheck();
    this.#producer = producer;
    this.#source = source;
    this.request(demand);
    this.#sendEnd?.();
    this.#sendEnd = undefined;
  }

  /** The operator can take `count` more values. */
  request(count: number): void {
    this.#sender.request(count);
    if (this.#sender.hasDemand) this.#pauses.release();
  }

  /** Unsubscribes from the source: the operator has unsubscribed, or has ended. */
  close(): void {
    this.#stopDeadlockCheck();
    this.#sendEnd = undefined;
    this.#sender.close();
    this.#closed.next();
    this.#pauses.release();
  }

  readonly #copies: ValueCopies = {
    copy: (value) => this.#connectedProducer.copy(value),
    keep: (value) => (this.#producer ?? this.#options).keep(value),
    drop: (copies) => this.#producer?.drop?.(copies),
  };

  /** Always connected when read: nothing is sent without demand, and that comes with the connection. */
  get #connectedProducer(): ProducerPort {
    return this.#producer as ProducerPort;
  }

  #push(value: unknown): void {
    this.#sender.push(value);
    if (this.#isFull()) this.#pauseSource();
  }

  #isFull(): boolean {
    if (this.#producer !== undefined) return !this.#sender.hasDemand;
    this.#pushedEarly += 1;
    return this.#pushedEarly >= this.#options.window && !this.#pausingBlocks;
  }

  #pauseSource(): void {
    this.#pauses.pauseCurrent();
    if (this.#producer !== undefined || !this.#pauses.any) return;
    this.#deadlockCheck ??= this.#options.clock.schedule(() => this.#resumeIfBlocked(), checkAfter);
  }

  /**
   * Lifts the pauses when they block the operator: where one stage feeds two, the second may wait for the slot of the
   * first, which waits for the stage that is paused here.
   */
  #resumeIfBlocked(): void {
    this.#deadlockCheck = undefined;
    this.#pausingBlocks = this.#options.blocked();
    if (this.#pausingBlocks) this.#pauses.release();
    else this.#pauseSource();
  }

  #stopDeadlockCheck(): void {
    this.#deadlockCheck?.unsubscribe();
    this.#deadlockCheck = undefined;
  }

  #end(end: StreamEnd): void {
    const send = (): void => this.#connectedProducer.input(this.#source, this.#sender.sent, [], end);
    this.#sender.end(() => this.#whenConnected(send));
  }

  #whenConnected(fn: () => void): void {
    if (this.#producer !== undefined) fn();
    else this.#sendEnd = fn;
  }
}
