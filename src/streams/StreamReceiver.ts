import { FifoBuffer } from '../collections/FifoBuffer.js';
import { type EventLoop, longestTurn } from '../time/EventLoop.js';
import { FlowWindow, type Windows } from './FlowWindow.js';

/** Who takes the values of a stream. To be called back is to have asked for the next. */
export interface Receiver {
  next(value: unknown): void;
  error(error: unknown): void;
  complete(): void;
}

/** How a stream ends. */
export type End = { readonly kind: 'complete' } | { readonly kind: 'error'; readonly error: unknown };

/** The flow that is handing a value on just now. */
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

/** Two deliveries with so few milliseconds between them are taken for one turn of the event loop. */
const shortPause = 0.2;
/** The clock is looked at once in so many values. */
const glance = 8;

/**
 * The receiving end of a stream: hands values on, and gives the sender a credit for each that was taken. It may be held
 * back; then the sender runs out of credits, and so what was sent and not taken is bounded.
 *
 *   receive ──▶ waiting ──not held──▶ next        a quarter of the window was taken ──▶ grant
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
  /** Waits for the next turn. */
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

  /** The flow whose value is being handed on; whoever cannot take more just now may hold it. */
  static get present(): StreamReceiver | undefined {
    return present;
  }

  /** How many values have come. */
  get received(): number {
    return this.#received;
  }

  /** Takes what came in; `false` when something before it was lost. */
  receive(first: number, values: ArrayLike<unknown>): boolean {
    if (first !== this.#received) return false;
    this.#received += values.length;
    if (this.#closed) return true;
    if (this.#waiting.length > 0 || this.#delivering || !this.#ready) this.#waiting.pushAll(values);
    else this.#deliver(values);
    return true;
  }

  /** The sender has ended; told when all that came before is taken. */
  end(end: End): void {
    this.#end ??= end;
    this.#deliver();
  }

  /** Stops handing on until the answer is called. */
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

  /** Nothing is handed on any more. */
  close(): void {
    this.#closed = true;
    this.#waiting.clear();
  }

  get #ready(): boolean {
    return this.#holds === 0 && !this.#resting && !this.#closed;
  }

  /** Hands on what is fresh, if anything, and then what waits. Whatever it calls may call it again. */
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

  /** What comes in while a fresh value is handed on waits behind them all. */
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

  /** Many messages may be heard in one turn, and each may bring many values. */
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
