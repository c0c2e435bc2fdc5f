import { SerializationError } from '../errors/SerializationError.js';
import { encodeThrown } from '../protocol/encodeThrown.js';
import { ResultBatch, type ResultsMessage, splitResults } from '../protocol/messages/ResultsMessage.js';
import { SharedReferenceGuard } from '../protocol/SharedReferenceGuard.js';
import { checkWhole, uncloneable } from '../protocol/serializationError.js';
import type { Thrown } from '../protocol/Thrown.js';
import type { Port } from '../protocol/Transport.js';
import { transferablesOf } from '../protocol/transferables.js';

/**
 * Collects the worker's reports on its tasks until the batch is done or half a millisecond has passed. A result that
 * cannot be cloned fails its own task only. A large one gets a message to itself, since it may fail to decode on
 * arrival.
 */
export class ResultBatcher {
  readonly #port: Port;
  readonly #beforeSend: () => void;
  readonly #parts = new SharedReferenceGuard();
  #batch = new ResultBatch();
  #transfer: Transferable[] = [];
  #sentAt = 0;

  /** Calls `beforeSend` before results are sent. */
  constructor(port: Port, beforeSend: () => void) {
    this.#port = port;
    this.#beforeSend = beforeSend;
  }

  succeed(slot: number, value: unknown): void {
    let large: boolean;
    try {
      const moved = transferablesOf(value, 'result');
      checkWhole(value, 'result', this.#port.clone);
      large = this.#admit(value);
      this.#transfer.push(...moved);
    } catch (error) {
      return this.fail(slot, error);
    }
    this.#batch.slots.push(slot);
    this.#batch.values.push(value);
    if (large) this.flush(this.#sentAt);
  }

  fail(slot: number, thrown: unknown): void {
    const encoded = encodeThrown(thrown, this.#port.clone);
    const large = !isSmall(encoded) && this.#admit(encoded);
    this.#batch.failures.push([slot, encoded]);
    if (large) this.flush(this.#sentAt);
  }

  skip(slot: number): void {
    this.#batch.skipped.push(slot);
  }

  started(slot: number): void {
    this.#batch.started.push(slot);
  }

  /** Records when the call in this slot started and ended (0: it still runs), in milliseconds since 1970. */
  recordTimes(slot: number, startedAt: number, endedAt: number): void {
    this.#batch.times.push(slot, startedAt, endedAt);
  }

  /** Records the duration of a call of the function; consecutive calls share an entry. */
  recordDuration(fn: number, milliseconds: number): void {
    const { durations } = this.#batch;
    const last = durations.length - 3;
    if (durations[last] !== fn) {
      durations.push(fn, 1, milliseconds);
    } else {
      (durations[last + 1] as number) += 1;
      (durations[last + 2] as number) += milliseconds;
    }
  }

  /** Returns true if the results have waited long enough to be sent before the next task starts. */
  due(now: number): boolean {
    return now - this.#sentAt >= 0.5;
  }

  /** Sends the batch. */
  flush(now: number): void {
    this.#sentAt = now;
    const batch = this.#batch;
    if (batch.empty) return;
    this.#beforeSend();
    const transfer = this.#transfer;
    this.#batch = new ResultBatch();
    this.#transfer = [];
    this.#parts.clear();
    try {
      this.#port.post(batch, transfer);
    } catch (error) {
      this.#postOneByOne(batch, error);
    }
  }

  /**
   * Adds a value to the message's parts; sends the message first if the value shares an object with it. Returns true if
   * the value needs a message to itself.
   */
  #admit(value: unknown): boolean {
    if (this.#parts.admit(value)) return false;
    this.flush(this.#sentAt);
    this.#parts.clear();
    return !this.#parts.admit(value);
  }

  /** Sends each result in a message to itself: one of them cannot be cloned, and the platform does not report which. */
  #postOneByOne(batch: ResultBatch, error: unknown): void {
    const { before, results, after } = splitResults(batch, 1);
    this.#port.post(before, []);
    const failures = results.flatMap((result) => this.#postOne(result, error));
    this.#port.post({ ...after, failures: [...after.failures, ...failures] }, []);
  }

  /** Returns the failure of a result that cannot be posted. */
  #postOne(message: ResultsMessage, batchError: unknown): readonly (readonly [slot: number, thrown: Thrown])[] {
    const value = message.values[0];
    try {
      this.#port.post(message, transferablesOf(value, 'result'));
      return [];
    } catch (error) {
      const { clone } = this.#port;
      const refusal =
        error instanceof SerializationError ? error : uncloneable(value, 'result', error ?? batchError, clone);
      return [[message.slots[0] as number, encodeThrown(refusal, clone)]];
    }
  }
}

/** Returns true for a thrown primitive, or one error without fields: it cannot share objects with the message. */
function isSmall(thrown: Thrown): boolean {
  if (thrown.kind === 'value') return typeof thrown.value !== 'object';
  return thrown.errors.length === 1 && thrown.errors[0]?.fields.length === 0;
}
