import { cloneError } from '../../protocol/cloneable.js';
import { cloneAcross } from '../../protocol/node/processCodec.js';
import { field, type Json } from './Json.js';
import { type Coded, decode, encode } from './valueCodec.js';

/** Milliseconds between two reports of one job; values in between are sent together. */
const interval = 50;
/** Values kept for one report; of more the oldest are dropped. */
const mostValues = 1000;

/** A progress value, and the call of the job that reported it. */
export interface CallProgress {
  readonly call: number;
  readonly value: unknown;
}

/** Batches a job's progress: the first value is sent at once, later ones in one report per interval. */
export class ProgressReports {
  readonly #send: (report: Json) => Promise<void>;
  #values: CallProgress[] = [];
  #timer: NodeJS.Timeout | undefined;
  #number: number;
  #sent: Promise<void> = Promise.resolve();

  /** `start` is the number of the attempt: its reports are newer than those of earlier attempts. */
  constructor(start: number, send: (report: Json) => Promise<void>) {
    this.#number = start * 1e9;
    this.#send = send;
  }

  /** `call` is the index of the call in the job. */
  add(call: number, value: unknown): void {
    if (this.#values.length >= mostValues) this.#values.shift();
    this.#values.push({ call, value });
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#due(), interval);
    this.#flush();
  }

  /** Sends the remaining values; resolves when all reports are sent. */
  end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#flush();
    return this.#sent;
  }

  #due(): void {
    this.#timer = undefined;
    this.#flush();
  }

  #flush(): void {
    if (this.#values.length === 0) return;
    const values = this.#values;
    this.#values = [];
    this.#number += 1;
    const before = this.#sent;
    const report = { k: this.#number, ...encodeAll(values) };
    this.#sent = this.#send(report).then(() => before);
  }
}

/**
 * Values that cannot be cloned are rejected inside a worker; a task on the server's own event loop can report one,
 * which is dropped here.
 */
function encodeAll(values: readonly CallProgress[]): Coded & { readonly i: readonly number[] } {
  try {
    return { i: values.map(({ call }) => call), ...encode(values.map(({ value }) => value)) };
  } catch {
    return encodeAll(values.filter(({ value }) => cloneError(value, cloneAcross) === undefined));
  }
}

/** Decodes a report: its number, by which an outdated one is recognised, and its values with their calls. */
export function decodeProgress(report: Json): { number: number; values: readonly CallProgress[] } {
  const number = field(report, 'k');
  const calls = field(report, 'i');
  const values = decode(report);
  if (typeof number !== 'number' || !Array.isArray(values) || values.length > mostValues || !Array.isArray(calls)) {
    throw new TypeError('malformed progress report');
  }
  return { number, values: values.map((value: unknown, i) => ({ call: Number(calls[i]), value })) };
}
