import { cloneError } from '../../protocol/cloneable.js';
import { cloneAcross } from '../../protocol/node/processCodec.js';
import { field, type Json } from './Json.js';
import { type Coded, decode, encode } from './valueCodec.js';

/** Milliseconds between two reports of one job: what is told meanwhile goes together. */
const interval = 50;
/** Values kept for a report; of more the oldest are dropped. */
const mostValues = 1000;

/** A value, and which call of the job told it. */
export interface Told {
  readonly call: number;
  readonly value: unknown;
}

/** Gathers what a job tells of its progress: the first value goes at once, then a report each so often. */
export class ProgressReports {
  readonly #send: (report: Json) => Promise<void>;
  #told: Told[] = [];
  #timer: NodeJS.Timeout | undefined;
  #number: number;
  #sent: Promise<void> = Promise.resolve();

  /** `start`: which beginning of the job this is. Its reports are newer than all of an earlier one. */
  constructor(start: number, send: (report: Json) => Promise<void>) {
    this.#number = start * 1e9;
    this.#send = send;
  }

  /** `call`: which of the job's calls tells it. */
  add(call: number, value: unknown): void {
    if (this.#told.length >= mostValues) this.#told.shift();
    this.#told.push({ call, value });
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
    if (this.#told.length === 0) return;
    const told = this.#told;
    this.#told = [];
    this.#number += 1;
    const before = this.#sent;
    const report = { k: this.#number, ...encodeAll(told) };
    this.#sent = this.#send(report).then(() => before);
  }
}

/** A value that cannot cross was refused inside the task, unless it ran here and was not cloned: then it stays here. */
function encodeAll(told: readonly Told[]): Coded & { readonly i: readonly number[] } {
  try {
    return { i: told.map(({ call }) => call), ...encode(told.map(({ value }) => value)) };
  } catch {
    return encodeAll(told.filter(({ value }) => cloneError(value, cloneAcross) === undefined));
  }
}

/** A report again: its number, by which an old one is known, and what is told, by which call. */
export function decodeProgress(report: Json): { number: number; told: readonly Told[] } {
  const number = field(report, 'k');
  const calls = field(report, 'i');
  const values = decode(report);
  if (typeof number !== 'number' || !Array.isArray(values) || values.length > mostValues || !Array.isArray(calls)) {
    throw new TypeError('this is no report of progress');
  }
  return { number, told: values.map((value: unknown, i) => ({ call: Number(calls[i]), value })) };
}
