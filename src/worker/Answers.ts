import { encodeThrown } from '../protocol/encodeThrown.js';
import type { AnswersMessage, Thrown } from '../protocol/messages.js';
import { SharedParts } from '../protocol/SharedParts.js';
import { uncloneable } from '../protocol/serializationError.js';
import type { Port } from '../protocol/Transport.js';
import { transferablesOf } from '../protocol/transfer.js';

/**
 * What the worker has to say about its tasks, gathered until the batch is done or half a millisecond has passed. A
 * result that cannot be cloned fails its own task only.
 */
export class Answers {
  readonly #port: Port;
  readonly #parts = new SharedParts();
  #slots: number[] = [];
  #values: unknown[] = [];
  #failures: (readonly [slot: number, thrown: Thrown])[] = [];
  #skipped: number[] = [];
  #begun: number[] = [];
  #spent: number[] = [];
  #transfer: Transferable[] = [];
  #sentAt = 0;

  constructor(port: Port) {
    this.#port = port;
  }

  succeed(slot: number, value: unknown): void {
    try {
      const moved = transferablesOf(value, 'result');
      if (!this.#parts.admit(value)) this.#startNewMessage(value);
      this.#transfer.push(...moved);
    } catch (error) {
      return this.fail(slot, error);
    }
    this.#slots.push(slot);
    this.#values.push(value);
  }

  fail(slot: number, thrown: unknown): void {
    this.#failures.push([slot, encodeThrown(thrown)]);
  }

  skip(slot: number): void {
    this.#skipped.push(slot);
  }

  begun(slot: number): void {
    this.#begun.push(slot);
  }

  /** A call of the function took so long; calls in a row share an entry. */
  spent(fn: number, milliseconds: number): void {
    const last = this.#spent.length - 3;
    if (this.#spent[last] === fn) {
      (this.#spent[last + 1] as number) += 1;
      (this.#spent[last + 2] as number) += milliseconds;
    } else {
      this.#spent.push(fn, 1, milliseconds);
    }
  }

  /** Whether the answers have waited for long enough to leave before the next task begins. */
  due(now: number): boolean {
    return now - this.#sentAt >= 0.5;
  }

  /** Sends what there is. */
  flush(now: number): void {
    this.#sentAt = now;
    if (this.#slots.length + this.#failures.length + this.#skipped.length + this.#begun.length === 0) return;
    const message = this.#take();
    const transfer = this.#transfer;
    this.#transfer = [];
    try {
      this.#port.post(message, transfer);
    } catch (error) {
      this.#postOneByOne(message, error);
    }
  }

  #startNewMessage(value: unknown): void {
    this.flush(this.#sentAt);
    this.#parts.clear();
    this.#parts.admit(value);
  }

  #take(): AnswersMessage {
    const message: AnswersMessage = {
      kind: 'answers',
      slots: this.#slots,
      values: this.#values,
      failures: this.#failures,
      skipped: this.#skipped,
      begun: this.#begun,
      spent: this.#spent,
    };
    this.#slots = [];
    this.#values = [];
    this.#failures = [];
    this.#skipped = [];
    this.#begun = [];
    this.#spent = [];
    this.#parts.clear();
    return message;
  }

  /** One of the results cannot be cloned, and the platform does not say which. */
  #postOneByOne(message: AnswersMessage, error: unknown): void {
    const failures = [...message.failures];
    for (const [i, slot] of message.slots.entries()) {
      const thrown = this.#postOne(slot, message.values[i], error);
      if (thrown !== undefined) failures.push([slot, thrown]);
    }
    this.#port.post({ ...message, slots: [], values: [], failures }, []);
  }

  #postOne(slot: number, value: unknown, batchError: unknown): Thrown | undefined {
    try {
      this.#port.post({ ...nothing, slots: [slot], values: [value] }, transferablesOf(value, 'result'));
      return undefined;
    } catch (error) {
      return encodeThrown(isOurs(error) ? error : uncloneable(value, 'result', error ?? batchError));
    }
  }
}

const nothing: AnswersMessage = {
  kind: 'answers',
  slots: [],
  values: [],
  failures: [],
  skipped: [],
  begun: [],
  spent: [],
};

function isOurs(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'ERR_SERIALIZATION';
}
