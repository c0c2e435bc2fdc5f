import type { ProgressMessage } from '../protocol/messages/ProgressMessage.js';
import { copyValue, postValues } from '../protocol/postValues.js';
import type { Port } from '../protocol/Transport.js';
import { alone } from '../streams/ports.js';
import type { EventLoop } from '../time/EventLoop.js';

/** Milliseconds that a value may wait for others to share its message. */
const longestWait = 0.5;
/** Greatest number of values per task and message; of more, only the latest are sent. */
const mostValues = 1000;

/** A call that reports progress. */
export interface ReportingCall {
  readonly slot: number;
  /** The reported values that were not sent yet. */
  waiting: unknown[] | undefined;
}

/**
 * Sends the progress values of the tasks. The first value is sent at once; those that follow within half a millisecond
 * share a message, so that a loop may report every step. All are sent before the result of their task.
 */
export class ProgressReports {
  readonly #port: Port;
  readonly #eventLoop: EventLoop;
  readonly #calls = new Set<ReportingCall>();
  #sentAt = Number.NEGATIVE_INFINITY;
  #flushScheduled = false;

  constructor(port: Port, eventLoop: EventLoop) {
    this.#port = port;
    this.#eventLoop = eventLoop;
  }

  /** Reports a value. Throws a SerializationError for one that cannot be sent. */
  report(call: ReportingCall, value: unknown): void {
    const copy = copyValue(value, alone);
    if (copy === alone) return this.#reportAlone(call, value);
    this.#addToBatch(call, copy);
    if (this.#eventLoop.now() - this.#sentAt >= longestWait) this.flush();
    else this.#scheduleFlush();
  }

  /** Sends the collected values. */
  flush(): void {
    if (this.#calls.size === 0) return;
    const slots: number[] = [];
    const values: unknown[] = [];
    for (const call of this.#calls) {
      for (const value of call.waiting?.slice(-mostValues) ?? []) {
        slots.push(call.slot);
        values.push(value);
      }
      call.waiting = undefined;
    }
    this.#calls.clear();
    this.#sentAt = this.#eventLoop.now();
    this.#port.post({ kind: 'progress', slots, values }, []);
  }

  #addToBatch(call: ReportingCall, value: unknown): void {
    if (call.waiting === undefined) {
      call.waiting = [];
      this.#calls.add(call);
    }
    call.waiting.push(value);
    if (call.waiting.length === 2 * mostValues) call.waiting.splice(0, mostValues);
  }

  #reportAlone({ slot }: ReportingCall, value: unknown): void {
    this.flush();
    this.#sentAt = this.#eventLoop.now();
    postValues<ProgressMessage>(this.#port, slot, 'progress value', {
      kind: 'progress',
      slots: [slot],
      values: [value],
    });
  }

  #scheduleFlush(): void {
    if (this.#flushScheduled) return;
    this.#flushScheduled = true;
    this.#eventLoop.yieldToEventLoop(() => {
      this.#flushScheduled = false;
      this.flush();
    });
  }
}
