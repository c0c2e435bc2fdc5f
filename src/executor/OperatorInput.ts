import { type Observable, type SchedulerLike, Subject, takeUntil } from 'rxjs';
import type { InputPort } from '../streams/InputPort.js';
import { Pauses } from '../streams/Pauses.js';
import type { StreamReceiver } from '../streams/StreamReceiver.js';
import { StreamSender } from '../streams/StreamSender.js';
import type { EventLoop } from '../time/EventLoop.js';
import { LateInputPort } from './LateInputPort.js';

/** Milliseconds after which a feed whose operator does not run yet checks whether it holds up the stage it holds back. */
const patience = 1000;

/** What a feed needs to know of its stream. */
export interface FeedOptions {
  readonly turns: EventLoop;
  /** For a timer that must not keep the process alive. */
  readonly clock: SchedulerLike;
  /** How many values may wait for the operator before the source is held back. */
  readonly window: number;
  /** The flow of the operator's results: the one that must not be held back to let the operator catch up. */
  readonly results: StreamReceiver;
  /** Returns the value as it is now, for as long as no worker has the operator. */
  keep(value: unknown): unknown;
  /** Whether the operator waits for a slot that only a stage can free, which may be one that is held back here. */
  blocked(): boolean;
  failed(error: unknown): void;
}

/**
 * One subscription of an operator in a worker to its source on the host. It may be open before the operator runs: what the
 * source emits until then waits here, and so does what it emits beyond the credits. A source that is itself a stream of
 * the library is held back until the operator can take more.
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
  /** How the flow ended before the operator ran. */
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

  /** The operator has subscribed: what waits leaves as far as the credits go. */
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

  /** Where one stage feeds two, the second may wait for the slot of the first, which waits for what is held back here. */
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
