import { checkCount, checkMilliseconds, checkOptionsObject, checkText, describe, own } from './checkOptions.js';

/** How one task, or all that is submitted through `executor.with(options)`, is to be treated. */
export interface SubmitOptions {
  /** Aborts the Future with the signal's reason. */
  signal?: AbortSignal;
  /** Milliseconds from submit to outcome; for `map` one deadline for the whole. */
  timeout?: number;
  /** Milliseconds from submit until the task begins. */
  queueTimeout?: number;
  /** Milliseconds from the task's beginning; what passes it is stopped, by replacing the worker if need be. */
  runTimeout?: number;
  /** Higher goes first; first in, first out within one. 0 by default. */
  priority?: number;
  /** Milliseconds that an aborted task has to end by itself. */
  abortGrace?: number;
  /** Shown in events and traces, and as `currentTask().label`. */
  label?: string;
  /** `map`: calls per message; left out, the dispatcher decides. */
  chunkSize?: number;
  /** `map`, `mapOn`: most calls outstanding or not yet emitted. `stream`: most items the far side runs ahead. */
  bufferSize?: number;
}

const checks: {
  readonly [K in keyof SubmitOptions]-?: (value: unknown, name: string) => SubmitOptions[K] | undefined;
} = {
  signal: checkSignal,
  timeout: limit,
  queueTimeout: limit,
  runTimeout: limit,
  abortGrace: limit,
  priority: checkPriority,
  label: checkText,
  chunkSize: checkCount,
  bufferSize: checkCount,
};

/** Checks of options that one kind of executor has beside {@link SubmitOptions}, by their names. */
export type OptionChecks = Readonly<Record<string, (value: unknown, name: string) => unknown>>;

/** Reads the options' own properties, checked. Whatever is inherited or unknown is left alone. */
export function checkSubmitOptions(options: unknown, base: SubmitOptions = {}, more?: OptionChecks): SubmitOptions {
  checkOptionsObject(options);
  const checked: Record<string, unknown> = { ...base };
  for (const [name, check] of Object.entries({ ...checks, ...more })) {
    const value = own(options, name);
    if (value !== undefined) checked[name] = check(value, name);
  }
  return Object.freeze(checked);
}

function limit(value: unknown, name: string): number {
  return checkMilliseconds(name, value) ?? Number.POSITIVE_INFINITY;
}

function checkPriority(value: unknown, name: string): number {
  if (typeof value !== 'number') throw new TypeError(`${name} must be a number, got ${describe(value)}`);
  if (Number.isNaN(value)) throw new RangeError(`${name} must be a number, got NaN`);
  return value;
}

function checkSignal(value: unknown, name: string): AbortSignal {
  const signal = value as Partial<AbortSignal> | null;
  if (typeof signal === 'object' && signal !== null && typeof signal.aborted === 'boolean') return value as AbortSignal;
  throw new TypeError(`${name} must be an AbortSignal, got ${describe(value)}`);
}
