import { SerializationError } from '../errors/SerializationError.js';
import { plainCopy } from '../protocol/plainCopy.js';
import { isLarge } from '../protocol/SharedReferenceGuard.js';
import { checkWhole, uncloneable } from '../protocol/serializationError.js';
import type { Port } from '../protocol/Transport.js';
import { isMarked, transferablesOf } from '../protocol/transfer.js';
import { alone } from '../streams/ports.js';
import type { EventLoop } from '../time/EventLoop.js';

/** Milliseconds that a value may wait for others to share its message. */
const longestWait = 0.5;
/** Greatest number of values per task and message; of more, only the latest are sent. */
const mostValues = 1000;

const part = 'progress value';

/** A call that reports progress. */
export interface ReportingCall {
  readonly slot: number;
  /** The reported values that were not sent yet. */
  told: unknown[] | undefined;
}

/**
 * Sends the progress values of the tasks. The first value is sent at once; those that follow within half a millisecond
 * share a message, so that a loop may report every step. All are sent before the result of their task.
 */
export class ProgressReports {
  readonly #port: Port;
  readonly #turns: EventLoop;
  readonly #calls = new Set<ReportingCall>();
  #sentAt = Number.NEGATIVE_INFINITY;
  #armed = false;

  constructor(port: Port, turns: EventLoop) {
    this.#port = port;
    this.#turns = turns;
  }

  /** Reports a value. Throws a SerializationError for one that cannot be sent. */
  tell(call: ReportingCall, value: unknown): void {
    const copy = isMarked(value) ? alone : plainCopy(value, alone);
    if (copy === alone) return this.#tellAlone(call, value);
    this.#gather(call, copy);
    if (this.#turns.now() - this.#sentAt >= longestWait) this.flush();
    else this.#arm();
  }

  /** Sends the collected values. */
  flush(): void {
    if (this.#calls.size === 0) return;
    const slots: number[] = [];
    const values: unknown[] = [];
    for (const call of this.#calls) {
      for (const value of call.told?.slice(-mostValues) ?? []) {
        slots.push(call.slot);
        values.push(value);
      }
      call.told = undefined;
    }
    this.#calls.clear();
    this.#post(slots, values, []);
  }

  #gather(call: ReportingCall, value: unknown): void {
    if (call.told === undefined) {
      call.told = [];
      this.#calls.add(call);
    }
    call.told.push(value);
    if (call.told.length === 2 * mostValues) call.told.splice(0, mostValues);
  }

  #tellAlone({ slot }: ReportingCall, value: unknown): void {
    this.flush();
    const { clone } = this.#port;
    try {
      checkWhole(value, part, clone);
      const transfer = transferablesOf(value, part);
      if (isLarge(value)) this.#port.post({ kind: 'announce', slot, part }, []);
      this.#post([slot], [value], transfer);
    } catch (error) {
      throw error instanceof SerializationError ? error : uncloneable(value, part, error, clone);
    }
  }

  #post(slots: number[], values: unknown[], transfer: readonly Transferable[]): void {
    this.#sentAt = this.#turns.now();
    this.#port.post({ kind: 'progress', slots, values }, transfer);
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#turns.yieldToEventLoop(() => {
      this.#armed = false;
      this.flush();
    });
  }
}
