import { FifoBuffer } from '../collections/FifoBuffer.js';
import type { EventLoop } from '../time/EventLoop.js';
import { alone, type StreamSink } from './StreamSink.js';

/** Milliseconds that a value may wait for others to share its message, counted from the last message. */
const longestWait = 0.5;

/** For values that come faster than this, in milliseconds, the clock is read only now and then. */
const fast = 0.01;
/** Reading the clock costs more than a value: of fast values it is read once per this many. */
const glance = 4;

/** The options of a sender. */
export interface OutflowOptions {
  /** The number of values that may be sent before the receiver has taken any. */
  readonly window: number;
  /** Called when a value could not be cloned: the stream has failed. */
  failed(error: unknown): void;
}

/**
 * The sending end of a stream. Sends values while it has credits; values pushed beyond them wait.
 *
 *   push ──credits──▶ batch ──full, or half a millisecond, or the end of the turn──▶ send
 *          └─none───▶ waiting ──credit──▶
 *
 * After a pause the first value is sent at once, so that batching does not delay a slow stream.
 */
export class StreamSender {
  readonly #outlet: StreamSink;
  readonly #turns: EventLoop;
  readonly #options: OutflowOptions;
  readonly #waiting = new FifoBuffer();
  #batch: unknown[] = [];
  /** The greatest number of values in a message; it grows when the receiver grants more credits. */
  #batchSize: number;
  #credits: number;
  #sent = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  #pushedAt = 0;
  /** The number of values to send before the clock is read again. */
  #unseen = 0;
  #armed = false;
  #gathering = false;
  #closed = false;
  #ended: (() => void) | undefined;

  constructor(outlet: StreamSink, turns: EventLoop, options: OutflowOptions) {
    this.#outlet = outlet;
    this.#turns = turns;
    this.#options = options;
    this.#credits = options.window;
    this.#batchSize = batchSize(options.window);
  }

  /** True while the sender has credits. */
  get open(): boolean {
    return this.#credits > 0 && !this.#closed;
  }

  /** The number of values sent. */
  get sent(): number {
    return this.#sent;
  }

  /** The time when a value was last pushed or sent. */
  get pushedAt(): number {
    return this.#pushedAt;
  }

  push(value: unknown): void {
    if (this.#closed || this.#ended !== undefined) return;
    if (this.#credits <= 0) return this.#keep(value);
    try {
      this.#take(value);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Adds credits: the receiver can take `count` more values. */
  credit(count: number): void {
    if (this.#closed) return;
    this.#credits += count;
    this.#batchSize = Math.max(this.#batchSize, batchSize(this.#credits));
    if (this.#waiting.length > 0) this.gather(() => this.#letGo());
    this.#endIfEmpty();
  }

  /** Ends the stream: no value follows; `ended` is called when all values have been sent. */
  end(ended: () => void): void {
    if (this.#closed) return;
    this.#ended ??= ended;
    this.#endIfEmpty();
  }

  /** Runs `push`, which pushes many values in a row, and flushes after it: their batches need no timer. */
  gather(push: () => void): void {
    const outer = this.#gathering;
    this.#gathering = true;
    push();
    this.#gathering = outer;
    if (!outer) this.flush();
  }

  /** Sends the batch. */
  flush(): void {
    if (this.#batch.length === 0 || this.#closed) return;
    const batch = this.#batch;
    this.#batch = [];
    try {
      this.#send(batch);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Stops sending for good and drops the values that were not sent. */
  close(): void {
    this.#closed = true;
    this.#batch = [];
    this.#waiting.clear();
  }

  /**
   * Keeps a value until there are credits. One that cannot be cloned fails the stream once all values before it were
   * sent.
   */
  #keep(value: unknown): void {
    try {
      this.#waiting.push(this.#outlet.keep(value));
    } catch (error) {
      this.end(() => this.#options.failed(error));
    }
  }

  /** Sends waiting values; they were copied when they were pushed. */
  #letGo(): void {
    while (this.#credits > 0 && this.#waiting.length > 0) this.#add(this.#waiting.shift());
  }

  #take(value: unknown): void {
    const copy = this.#outlet.copy(value);
    if (copy !== alone) return this.#add(copy);
    this.#credits -= 1;
    this.flush();
    if (!this.#closed) this.#send([value]);
  }

  #add(value: unknown): void {
    this.#credits -= 1;
    this.#batch.push(value);
    if (this.#batch.length >= this.#batchSize || this.#due()) this.flush();
    else if (!this.#gathering) this.#arm();
  }

  #due(): boolean {
    if (this.#unseen > 0 && this.#gathering) {
      this.#unseen -= 1;
      return false;
    }
    const now = this.#turns.now();
    this.#unseen = now - this.#pushedAt < fast ? glance - 1 : 0;
    this.#pushedAt = now;
    return now - this.#sentAt >= longestWait;
  }

  #send(values: readonly unknown[]): void {
    const first = this.#sent;
    this.#sent += values.length;
    this.#sentAt = this.#pushedAt = this.#turns.now();
    this.#outlet.send(first, values);
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#turns.yieldToEventLoop(() => {
      this.#armed = false;
      this.flush();
    });
  }

  #endIfEmpty(): void {
    const ended = this.#ended;
    if (ended === undefined || this.#waiting.length > 0) return;
    this.flush();
    if (this.#closed) return;
    this.#closed = true;
    ended();
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.close();
    this.#options.failed(error);
  }
}

/** Half of the window: while one half is in flight, the other can be produced. */
function batchSize(window: number): number {
  return Math.min(1024, Math.max(1, Math.floor(window / 2)));
}
