import { type Observable, type SchedulerLike, Subject, takeUntil } from 'rxjs';
import type { InputPort } from '../streams/InputPort.js';
import { Pauses } from '../streams/Pauses.js';
import type { StreamReceiver } from '../streams/StreamReceiver.js';
import { StreamSender } from '../streams/StreamSender.js';
import type { EventLoop } from '../time/EventLoop.js';
import { LateInputPort } from './LateInputPort.js';

/** Milliseconds after which an input whose operator does not run yet checks if it blocks the stage that it pauses. */
const patience = 1000;

/** The options of an operator's input, from its stream. */
export interface FeedOptions {
  readonly turns: EventLoop;
  /** The clock for a timer that must not keep the process alive. */
  readonly clock: SchedulerLike;
  /** The most values that may wait for the operator before the source is paused. */
  readonly window: number;
  /** The receiver of the operator's results, which must not be paused to let the operator catch up. */
  readonly results: StreamReceiver;
  /** Returns a copy of the value as it is now, for the time until a worker runs the operator. */
  keep(value: unknown): unknown;
  /** Returns true when the operator waits for a slot that only a stage can free, perhaps one that this input pauses. */
  blocked(): boolean;
  failed(error: unknown): void;
}

/**
 * One subscription of an operator in a worker to its source on the host. It may be open before the operator runs:
 * values that the source emits before that, or beyond the credits, wait on the host. A source that is itself a stream
 * of the library is paused until the operator can take more.
 */
export class OperatorInput {
  readonly #options: FeedOptions;
  readonly #line: LateInputPort;
  readonly #flow: StreamSender;
  readonly #closed = new Subject<void>();
  readonly #holds = new Pauses();
  #early = 0;
  #watch: { unsubscribe(): void } | undefined;
  #givesWay = false;
  /** The end of the source, if it came before the operator ran. */
  #ended: (() => void) | undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#line = new LateInputPort((value) => options.keep(value));
    this.#flow = new StreamSender(this.#line, options.turns, {
      window: 0,
      failed: (error) => this.#whenConnected(() => options.failed(error)),
    });
  }

  subscribe(source: Observable<unknown>): void {
    source.pipe(takeUntil(this.#closed)).subscribe({
      next: (value) => this.#push(value),
      error: (error: unknown) => this.#end(() => this.#line.end({ kind: 'error', error })),
      complete: () => this.#end(() => this.#line.end({ kind: 'complete' })),
    });
  }

  /** The operator has subscribed: sends the waiting values, as far as the credits go. */
  connect(line: InputPort, credits: number): void {
    this.#stopWatch();
    this.#line.connect(line);
    this.credit(credits);
    this.#ended?.();
    this.#ended = undefined;
  }

  credit(count: number): void {
    this.#flow.credit(count);
    if (this.#flow.open) this.#holds.release();
  }

  close(): void {
    this.#stopWatch();
    this.#ended = undefined;
    this.#flow.close();
    this.#closed.next();
    this.#holds.release();
  }

  #push(value: unknown): void {
    this.#flow.push(value);
    if (this.#isFull()) this.#hold();
  }

  #isFull(): boolean {
    if (this.#line.connected) return !this.#flow.open;
    this.#early += 1;
    return this.#early >= this.#options.window && !this.#givesWay;
  }

  #hold(): void {
    this.#holds.pauseCurrent(this.#options.results);
    if (this.#line.connected || !this.#holds.any) return;
    this.#watch ??= this.#options.clock.schedule(() => this.#giveWayIfBlocked(), patience);
  }

  /**
   * Lifts the pauses when they block the operator: where one stage feeds two, the second may wait for the slot of the
   * first, which waits for the stage that is paused here.
   */
  #giveWayIfBlocked(): void {
    this.#watch = undefined;
    this.#givesWay = this.#options.blocked();
    if (this.#givesWay) this.#holds.release();
    else this.#hold();
  }

  #stopWatch(): void {
    this.#watch?.unsubscribe();
    this.#watch = undefined;
  }

  #end(tell: () => void): void {
    this.#flow.end(() => this.#whenConnected(tell));
  }

  #whenConnected(fn: () => void): void {
    if (this.#line.connected) fn();
    else this.#ended = fn;
  }
}
