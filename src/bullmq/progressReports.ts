import { cloneError } from '../protocol/cloneable.js';
import { cloneAcross } from '../protocol/node/processCodec.js';
import { type Coded, decode, encode } from './coded.js';
import { field, type Json } from './Json.js';

/** Milliseconds between two reports of one job: what is told meanwhile goes together. */
const interval = 50;
/** Values kept for a report; of more the oldest are dropped. */
const mostValues = 1000;

/** Gathers what a job tells of its progress: the first value goes at once, then a report each so often. */
export class ProgressReports {
  readonly #send: (report: Json) => Promise<void>;
  #values: unknown[] = [];
  #timer: NodeJS.Timeout | undefined;
  #number: number;
  #sent: Promise<void> = Promise.resolve();

  /** `start`: which beginning of the job this is. Its reports are newer than all of an earlier one. */
  constructor(start: number, send: (report: Json) => Promise<void>) {
    this.#number = start * 1e9;
    this.#send = send;
  }

  add(value: unknown): void {
    if (this.#values.length >= mostValues) this.#values.shift();
    this.#values.push(value);
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#due(), interval);
    this.#flush();
  }

  /** Sends what there is; resolves when all of it is on its way. */
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

/** A value that cannot cross was refused inside the task, unless it ran here and was not cloned: then it stays here. */
function encodeAll(values: readonly unknown[]): Coded {
  try {
    return encode(values);
  } catch {
    return encode(values.filter((value) => cloneError(value, cloneAcross) === undefined));
  }
}

/** A report again: its number, by which an old one is known, and its values. */
export function decodeProgress(report: Json): { number: number; values: readonly unknown[] } {
  const number = field(report, 'k');
  const values = decode(report);
  if (typeof number !== 'number' || !Array.isArray(values) || values.length > mostValues) {
    throw new TypeError('this is no report of progress');
  }
  return { number, values };
}
