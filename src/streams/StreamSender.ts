import { FifoBuffer } from '../collections/FifoBuffer.js';
import type { EventLoop } from '../time/EventLoop.js';
import { alone, type StreamSink } from './StreamSink.js';

/** Milliseconds that a value may wait for others to travel with, once one has left. */
const longestWait = 0.5;

/** Values that come faster than this, in milliseconds, are looked at by the clock only now and then. */
const fast = 0.01;
/** The clock costs more than a value does: of fast ones it looks at one in so many. */
const glance = 4;

/** How a sender goes about it. */
export interface OutflowOptions {
  /** How many values may leave before the other side has taken any. */
  readonly window: number;
  /** A value could not cross: the flow is over. */
  failed(error: unknown): void;
}

/**
 * The sending end of a stream. Values leave for as long as there are credits; what is pushed beyond them waits.
 *
 *   push ──credits──▶ batch ──full, or half a millisecond, or the end of the turn──▶ send
 *          └─none───▶ waiting ──credit──▶
 *
 * After a pause the first value leaves at once, so that gathering costs a slow stream nothing.
 */
export class StreamSender {
  readonly #outlet: StreamSink;
  readonly #turns: EventLoop;
  readonly #options: OutflowOptions;
  readonly #waiting = new FifoBuffer();
  #batch: unknown[] = [];
  /** Most values in a message; more of them when the other side allows more. */
  #batchSize: number;
  #credits: number;
  #sent = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  #pushedAt = 0;
  /** So many values may come before the next look at the clock. */
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

  /** Whether the other side has asked for more. */
  get open(): boolean {
    return this.#credits > 0 && !this.#closed;
  }

  /** How many values have left. */
  get sent(): number {
    return this.#sent;
  }

  /** When a value was last pushed, or was to leave. */
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

  /** The other side can take so many more. */
  credit(count: number): void {
    if (this.#closed) return;
    this.#credits += count;
    this.#batchSize = Math.max(this.#batchSize, batchSize(this.#credits));
    if (this.#waiting.length > 0) this.gather(() => this.#letGo());
    this.#endIfEmpty();
  }

  /** Nothing more will be pushed; calls back when all has left. */
  end(ended: () => void): void {
    if (this.#closed) return;
    this.#ended ??= ended;
    this.#endIfEmpty();
  }

  /** Whoever pushes many in a row does it in here: then their batches need no timer. */
  gather(push: () => void): void {
    const outer = this.#gathering;
    this.#gathering = true;
    push();
    this.#gathering = outer;
    if (!outer) this.flush();
  }

  /** Sends what was gathered. */
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

  /** Nothing leaves any more. */
  close(): void {
    this.#closed = true;
    this.#batch = [];
    this.#waiting.clear();
  }

  /** Of one that cannot cross it is told when all that waits before it has left. */
  #keep(value: unknown): void {
    try {
      this.#waiting.push(this.#outlet.keep(value));
    } catch (error) {
      this.end(() => this.#options.failed(error));
    }
  }

  /** What waited was copied when it came. */
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

/** With half of the window on its way, the other half can be made. */
function batchSize(window: number): number {
  return Math.min(1024, Math.max(1, Math.floor(window / 2)));
}
