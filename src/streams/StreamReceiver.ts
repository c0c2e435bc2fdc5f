import { FifoBuffer } from '../collections/FifoBuffer.js';
import { type EventLoop, longestTurn } from '../time/EventLoop.js';
import { FlowWindow, type Windows } from './FlowWindow.js';

/** The receiver of a stream's values. Delivering a value counts as demand for the next. */
export interface Receiver {
  next(value: unknown): void;
  error(error: unknown): void;
  complete(): void;
}

/** The end of a stream. */
export type End = { readonly kind: 'complete' } | { readonly kind: 'error'; readonly error: unknown };

/** The stream that is delivering a value at the moment. */
let present: StreamReceiver | undefined;

function asPresent(flow: StreamReceiver, handOn: () => void): void {
  const outer = present;
  present = flow;
  try {
    handOn();
  } finally {
    present = outer;
  }
}

/** Two deliveries at most so many milliseconds apart count as one turn of the event loop. */
const shortPause = 0.2;
/** The clock is read once per this many values. */
const glance = 8;

/**
 * The receiving end of a stream: delivers values, and grants the sender a credit for each value taken. While it is paused
 * the sender runs out of credits, so the number of values sent and not taken is bounded.
 *
 *   receive ──▶ waiting ──not paused──▶ next        a quarter of the window was taken ──▶ grant
 */
export class StreamReceiver {
  readonly #receiver: Receiver;
  readonly #turns: EventLoop;
  readonly #grant: (count: number) => void;
  readonly #allowance: FlowWindow;
  readonly #waiting = new FifoBuffer();
  #received = 0;
  #taken = 0;
  #holds = 0;
  #delivering = false;
  /** True while delivery waits for the next turn of the event loop. */
  #resting = false;
  #turnBegan = 0;
  #turnEnded = Number.NEGATIVE_INFINITY;
  #end: End | undefined;
  #closed = false;

  constructor(receiver: Receiver, turns: EventLoop, windows: Windows, grant: (count: number) => void) {
    this.#receiver = receiver;
    this.#turns = turns;
    this.#grant = grant;
    this.#allowance = new FlowWindow(windows, turns);
  }

  /** The stream whose value is being delivered; a receiver that cannot take more may pause it. */
  static get present(): StreamReceiver | undefined {
    return present;
  }

  /** The number of values received. */
  get received(): number {
    return this.#received;
  }

  /** Receives values; returns `false` if values before them were lost. */
  receive(first: number, values: ArrayLike<unknown>): boolean {
    if (first !== this.#received) return false;
    this.#received += values.length;
    if (this.#closed) return true;
    if (this.#waiting.length > 0 || this.#delivering || !this.#ready) this.#waiting.pushAll(values);
    else this.#deliver(values);
    return true;
  }

  /** Ends the stream: the receiver gets `end` once it has taken all values before it. */
  end(end: End): void {
    this.#end ??= end;
    this.#deliver();
  }

  /** Pauses delivery until the returned function is called. */
  pause(): () => void {
    let held = true;
    this.#holds += 1;
    return () => {
      if (!held) return;
      held = false;
      this.#holds -= 1;
      this.#deliver();
    };
  }

  /** Stops delivery for good and drops the waiting values. */
  close(): void {
    this.#closed = true;
    this.#waiting.clear();
  }

  get #ready(): boolean {
    return this.#holds === 0 && !this.#resting && !this.#closed;
  }

  /** Delivers the fresh values, then the waiting ones. The receiver may re-enter this method. */
  #deliver(fresh: ArrayLike<unknown> = []): void {
    if (this.#delivering || !this.#ready) return;
    this.#delivering = true;
    this.#noteTurn();
    try {
      asPresent(this, () => this.#handOnAll(fresh));
    } finally {
      this.#delivering = false;
    }
    this.#turnEnded = this.#turns.now();
    if (this.#ready && this.#waiting.length === 0) this.#tellEnd();
  }

  /** Values that arrive while a fresh value is delivered wait behind all fresh ones. */
  #handOnAll(fresh: ArrayLike<unknown>): void {
    let at = 0;
    while (at < fresh.length && this.#ready) this.#handOn(fresh[at++]);
    if (at < fresh.length && !this.#closed) this.#waiting.putBack(fresh, at);
    while (this.#ready && this.#waiting.length > 0) this.#handOn(this.#waiting.shift());
  }

  #handOn(value: unknown): void {
    this.#receiver.next(value);
    this.#taken += 1;
    if (this.#taken % glance === 0) this.#restIfLong();
    if (this.#taken >= this.#allowance.step && !this.#closed) this.#tellTaken();
  }

  #tellTaken(): void {
    const more = this.#allowance.after(this.#taken);
    this.#taken = 0;
    if (more > 0) this.#grant(more);
  }

  #noteTurn(): void {
    const now = this.#turns.now();
    if (now - this.#turnEnded > shortPause) this.#turnBegan = now;
  }

  /** Yields to the event loop after a long turn: many messages may arrive in one turn, each with many values. */
  #restIfLong(): void {
    if (this.#turns.now() - this.#turnBegan < longestTurn) return;
    this.#resting = true;
    this.#turns.yieldToEventLoop(() => {
      this.#resting = false;
      this.#turnBegan = this.#turns.now();
      this.#turnEnded = this.#turnBegan;
      this.#deliver();
    });
  }

  #tellEnd(): void {
    const end = this.#end;
    if (end === undefined) return;
    this.close();
    if (end.kind === 'error') this.#receiver.error(end.error);
    else this.#receiver.complete();
  }
}
