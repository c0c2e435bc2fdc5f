import { FifoBuffer } from '../collections/FifoBuffer.js';
import type { EventLoop } from '../time/EventLoop.js';
import { alone, type ValueCopies } from './ports.js';

/** Milliseconds that a value may wait for others to share its message, counted from the last message. */
const longestWait = 0.5;

/** For values that come faster than this, in milliseconds, the clock is read only now and then. */
const fastInterval = 0.01;
/** Reading the clock costs more than a value: of fastInterval values it is read once per this many. */
const valuesPerClockRead = 4;

/** The options of a sender. */
export interface SenderOptions {
  /** The number of values that may be sent before the receiver has taken any. */
  readonly window: number;
  /** Sends values; `first` values were sent before. Throws for a value that cannot be cloned. */
  send(first: number, values: readonly unknown[]): void;
  /** Called when a value could not be cloned: the stream has failed. */
  failed(error: unknown): void;
}

/**
 * The sending end of a stream. Sends values while there is demand; values pushed beyond it wait.
 *
 *   push ──demand──▶ batch ──full, or half a millisecond, or the end of the turn──▶ send
 *          └─none──▶ waiting ──request──▶
 *
 * After a pause the first value is sent at once, so that batching does not delay a slow stream.
 */
export class StreamSender {
  readonly #copies: ValueCopies;
  readonly #eventLoop: EventLoop;
  readonly #options: SenderOptions;
  readonly #waiting = new FifoBuffer();
  #batch: unknown[] = [];
  /** The greatest number of values in a message; it grows when the receiver requests more. */
  #batchSize: number;
  #demand: number;
  #sent = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  #pushedAt = 0;
  /** The number of values to send before the clock is read again. */
  #unclocked = 0;
  #flushScheduled = false;
  #batching = false;
  #closed = false;
  #onEnded: (() => void) | undefined;

  constructor(copies: ValueCopies, eventLoop: EventLoop, options: SenderOptions) {
    this.#copies = copies;
    this.#eventLoop = eventLoop;
    this.#options = options;
    this.#demand = options.window;
    this.#batchSize = batchSize(options.window);
  }

  /** True while the receiver has requested more values than were pushed. */
  get hasDemand(): boolean {
    return this.#demand > 0 && !this.#closed;
  }

  /** The number of values sent. */
  get sent(): number {
    return this.#sent;
  }

  /** The time when a value was last pushed or sent. */
  get pushedAt(): number {
    return this.#pushedAt;
  }

  /** Sends the value, soon and with others, or keeps it until there is demand. */
  push(value: unknown): void {
    if (this.#closed || this.#onEnded !== undefined) return;
    if (this.#demand <= 0) return this.#keepWaiting(value);
    try {
      this.#sendOrBatch(value);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Adds demand: the receiver can take `count` more values. */
  request(count: number): void {
    if (this.#closed) return;
    this.#demand += count;
    this.#batchSize = Math.max(this.#batchSize, batchSize(this.#demand));
    if (this.#waiting.length > 0) this.batched(() => this.#sendWaiting());
    this.#endIfAllSent();
  }

  /** Ends the stream: no value follows; `ended` is called when all values have been sent. */
  end(ended: () => void): void {
    if (this.#closed) return;
    this.#onEnded ??= ended;
    this.#endIfAllSent();
  }

  /** Runs `push`, which pushes many values in a row, and flushes after it: their batches need no timer. */
  batched(push: () => void): void {
    const outer = this.#batching;
    this.#batching = true;
    push();
    this.#batching = outer;
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
    this.#copies.drop?.([...this.#batch, ...this.#waiting.takeAll()]);
    this.#batch = [];
  }

  /**
   * Keeps a value until there is demand. One that cannot be cloned fails the stream once all values before it were
   * sent.
   */
  #keepWaiting(value: unknown): void {
    try {
      this.#waiting.push(this.#copies.keep(value));
    } catch (error) {
      this.end(() => this.#options.failed(error));
    }
  }

  /** Sends waiting values; they were copied when they were pushed. */
  #sendWaiting(): void {
    while (this.#demand > 0 && this.#waiting.length > 0) this.#addToBatch(this.#waiting.shift());
  }

  #sendOrBatch(value: unknown): void {
    const copy = this.#copies.copy(value);
    if (copy !== alone) return this.#addToBatch(copy);
    this.#demand -= 1;
    this.flush();
    if (!this.#closed) this.#send([value]);
  }

  #addToBatch(value: unknown): void {
    this.#demand -= 1;
    this.#batch.push(value);
    if (this.#batch.length >= this.#batchSize || this.#batchIsDue()) this.flush();
    else if (!this.#batching) this.#scheduleFlush();
  }

  #batchIsDue(): boolean {
    if (this.#unclocked > 0 && this.#batching) {
      this.#unclocked -= 1;
      return false;
    }
    const now = this.#eventLoop.now();
    this.#unclocked = now - this.#pushedAt < fastInterval ? valuesPerClockRead - 1 : 0;
    this.#pushedAt = now;
    return now - this.#sentAt >= longestWait;
  }

  #send(values: readonly unknown[]): void {
    const first = this.#sent;
    this.#sent += values.length;
    this.#sentAt = this.#pushedAt = this.#eventLoop.now();
    this.#options.send(first, values);
  }

  #scheduleFlush(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    this.#eventLoop.yieldToEventLoop(() => {
      this.#flushScheduled = false;
      this.flush();
    });
  }

  #endIfAllSent(): void {
    const ended = this.#onEnded;
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
