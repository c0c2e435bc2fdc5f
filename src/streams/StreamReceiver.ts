import { FifoBuffer } from '../collections/FifoBuffer.js';
import { SerializationError } from '../errors/SerializationError.js';
import { type EventLoop, longestTurn } from '../time/EventLoop.js';
import { FlowWindow, type Windows } from './FlowWindow.js';
import { deliverFrom, type PausableSource, PauseCounter } from './PausableSource.js';
import type { StreamEnd, StreamObserver } from './ports.js';

/** Two deliveries at most so many milliseconds apart count as one turn of the event loop. */
const shortPause = 0.2;
/** The number of values delivered between two readings of the clock. */
const valuesPerClockRead = 8;

/**
 * The receiving end of a stream: delivers values, and requests another for each value taken. While it is paused the
 * sender runs out of demand, so the number of values sent and not taken is bounded.
 *
 *   receive ──▶ waiting ──not paused──▶ next        a quarter of the window was taken ──▶ request
 */
export class StreamReceiver implements PausableSource {
  readonly #observer: StreamObserver;
  readonly #eventLoop: EventLoop;
  readonly #request: (count: number) => void;
  readonly #dropped: (values: ArrayLike<unknown>) => void;
  readonly #window: FlowWindow;
  readonly #waiting = new FifoBuffer();
  #received = 0;
  #taken = 0;
  readonly #pauses = new PauseCounter(() => this.#drain());
  #draining = false;
  /** True while delivery waits for the next turn of the event loop. */
  #yielding = false;
  #turnStartedAt = 0;
  #turnEndedAt = Number.NEGATIVE_INFINITY;
  #end: StreamEnd | undefined;
  #closed = false;

  /** `dropped` is called with values that are not delivered, since the receiver is closed. */
  constructor(
    observer: StreamObserver,
    eventLoop: EventLoop,
    windows: Windows,
    request: (count: number) => void,
    dropped: (values: ArrayLike<unknown>) => void = () => {},
  ) {
    this.#observer = observer;
    this.#eventLoop = eventLoop;
    this.#request = request;
    this.#dropped = dropped;
    this.#window = new FlowWindow(windows, eventLoop);
  }

  /** The number of values received. */
  get received(): number {
    return this.#received;
  }

  /** Receives values; returns `false` if values before them were lost. */
  receive(first: number, values: ArrayLike<unknown>): boolean {
    if (first !== this.#received) return false;
    this.#received += values.length;
    if (this.#closed) this.#dropped(values);
    else if (this.#waiting.length > 0 || this.#draining || !this.#ready) this.#waiting.pushAll(values);
    else this.#drain(values);
    return true;
  }

  /** Ends the stream: the receiver gets `end` once it has taken all values before it. */
  end(end: StreamEnd): void {
    this.#end ??= end;
    this.#drain();
  }

  /** Pauses delivery until the returned function is called. */
  pause(): () => void {
    return this.#pauses.pause();
  }

  /** Stops delivery for good and drops the waiting values. */
  close(): void {
    this.#closed = true;
    if (this.#waiting.length > 0) this.#dropped(this.#waiting.takeAll());
  }

  get #ready(): boolean {
    return !this.#pauses.isPaused && !this.#yielding && !this.#closed;
  }

  /** Delivers the fresh values, then the waiting ones. The receiver may re-enter this method. */
  #drain(fresh: ArrayLike<unknown> = []): void {
    if (this.#draining || !this.#ready) return;
    this.#draining = true;
    this.#trackTurn();
    try {
      deliverFrom(this, () => this.#deliverAll(fresh));
    } finally {
      this.#draining = false;
    }
    this.#turnEndedAt = this.#eventLoop.now();
    if (this.#ready && this.#waiting.length === 0) this.#emitEnd();
  }

  /** Values that arrive while a fresh value is delivered wait behind all fresh ones. */
  #deliverAll(fresh: ArrayLike<unknown>): void {
    let at = 0;
    while (at < fresh.length && this.#ready) this.#deliver(fresh[at++]);
    if (at < fresh.length) this.#keep(fresh, at);
    while (this.#ready && this.#waiting.length > 0) this.#deliver(this.#waiting.shift());
  }

  /** Keeps fresh values, from index `from` on, for later. */
  #keep(fresh: ArrayLike<unknown>, from: number): void {
    if (this.#closed) this.#dropped(Array.from(fresh).slice(from));
    else this.#waiting.putBack(fresh, from);
  }

  #deliver(value: unknown): void {
    this.#observer.next(value);
    this.#taken += 1;
    if (this.#taken % valuesPerClockRead === 0) this.#yieldIfLong();
    if (this.#taken >= this.#window.step && !this.#closed) this.#requestMore();
  }

  #requestMore(): void {
    const count = this.#window.demandAfter(this.#taken);
    this.#taken = 0;
    if (count > 0) this.#request(count);
  }

  #trackTurn(): void {
    const now = this.#eventLoop.now();
    if (now - this.#turnEndedAt > shortPause) this.#turnStartedAt = now;
  }

  /** Yields to the event loop after a long turn: many messages may arrive in one turn, each with many values. */
  #yieldIfLong(): void {
    if (this.#eventLoop.now() - this.#turnStartedAt < longestTurn) return;
    this.#yielding = true;
    this.#eventLoop.yieldToEventLoop(() => {
      this.#yielding = false;
      this.#turnStartedAt = this.#eventLoop.now();
      this.#turnEndedAt = this.#turnStartedAt;
      this.#drain();
    });
  }

  #emitEnd(): void {
    const end = this.#end;
    if (end === undefined) return;
    this.close();
    if (end.kind === 'error') this.#observer.error(end.error);
    else this.#observer.complete();
  }
}

/** Returns the error of a stream that lost items because a message could not be decoded. */
export function itemsLost(): SerializationError {
  return new SerializationError('a stream item could not be decoded on arrival', { part: 'stream item' });
}
