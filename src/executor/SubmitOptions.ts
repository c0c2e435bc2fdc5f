import {
  type Check,
  checkBoolean,
  checkFunction,
  checkMilliseconds,
  checkPositiveCount,
  checkString,
} from '../options/checks.js';
import { describe } from '../options/describe.js';
import { type OptionsTaker, readOptions, type Schema } from '../options/readOptions.js';

/** Runs a function in a captured context, and returns its result. */
export type RunInContext = <R>(fn: () => R) => R;

/** The options of one task, or of all tasks that are submitted through `executor.with(options)`. */
export interface SubmitOptions {
  /** Aborts the Future with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Milliseconds from submit to outcome; for `map` one deadline for the whole. */
  timeout?: number | undefined;
  /** Milliseconds from submit until the task starts. */
  queueTimeout?: number | undefined;
  /** Milliseconds from the task's start; a task that exceeds it is stopped, by replacing the worker if necessary. */
  runTimeout?: number | undefined;
  /** Tasks of higher priority start first; first in, first out within one priority. Default: 0. */
  priority?: number | undefined;
  /** Milliseconds that an aborted task has to end by itself. */
  abortGrace?: number | undefined;
  /**
   * Shown in events and traces, and as `currentTask().label`. A function is called at each submit: use it to pass a
   * trace id to the worker.
   */
  label?: (string | (() => string | undefined)) | undefined;
  /**
   * Called at each submit; the function it returns runs the subscribers and callbacks of the Future, and on an event
   * loop the task as well. With `() => AsyncLocalStorage.snapshot()` they see the stores of the submitter. When
   * omitted, no context is captured, and they run in the context in which the outcome arrives. The function must call
   * its argument synchronously; when it throws, the error is reported as RxJS reports unhandled errors, and they run
   * without it.
   */
  captureContext?: (() => RunInContext) | undefined;
  /**
   * `map`, `mapSettled`: calls per message, which run one after the other on one worker; at most `bufferSize`, also when
   * it is set higher. Default: the dispatcher decides.
   */
  chunkSize?: number | undefined;
  /**
   * `map`, `mapSettled`: the most rows that are pulled and whose results are not emitted yet, so at most as many
   * finished results wait for their turn or for the consumer. Default: 1024. Independently of it, only as many rows as
   * keep the workers busy (two chunks for each worker, or two milliseconds of work) are unfinished; where those are more
   * than 1024, that number is the default. `mapOn`: the most calls that are outstanding or whose results are not emitted
   * yet. Default: 2048. `stream`, `through`: the most items that one side runs ahead of the other. Default: 256, and for
   * `through` up to 1024 while they are consumed as fast as they arrive, which only small ones are.
   */
  bufferSize?: number | undefined;
  /**
   * `map`, `mapSettled`: true to emit in input order, false to emit as completed. Default: `true`. `mapOn` has an option
   * of the same name.
   */
  ordered?: boolean | undefined;
}

export const submitSchema = {
  signal: checkSignal,
  timeout: checkMilliseconds,
  queueTimeout: checkMilliseconds,
  runTimeout: checkMilliseconds,
  abortGrace: checkMilliseconds,
  priority: checkPriority,
  label: checkLabel,
  captureContext: checkFunction<() => RunInContext>,
  chunkSize: checkPositiveCount,
  bufferSize: checkPositiveCount,
  ordered: checkBoolean,
} satisfies Schema<SubmitOptions>;

/** The checks of the options of `with`: those of {@link SubmitOptions}, and more for some kinds of executors. */
export type SubmitSchema = typeof submitSchema & Readonly<Record<string, Check<unknown>>>;

/** Returns no options: each name of the schema is an own property, so that reading one never gets to `Object.prototype`. */
export function absentOptions(schema: SubmitSchema): SubmitOptions {
  // the first three are what a job's options have beside these
  const names = ['within', 'site', 'progress', ...Object.keys(schema)];
  return Object.freeze(Object.fromEntries(names.map((name) => [name, undefined])));
}

/** The options of an executor that has no others. */
export const noSubmitOptions: SubmitOptions = absentOptions(submitSchema);

const taker: OptionsTaker = { name: 'with()', write: 'executor.with({ timeout: 1000 })' };

/** Returns the options, checked and merged into those of the view. */
export function checkSubmitOptions(options: unknown, base: SubmitOptions, schema: SubmitSchema): SubmitOptions {
  return Object.freeze({ ...base, ...readOptions(options, schema, taker) });
}

function checkLabel(value: unknown, name: string): SubmitOptions['label'] & {} {
  return typeof value === 'function' ? (value as () => string | undefined) : checkString(value, name);
}

function checkPriority(value: unknown, name: string): number {
  if (typeof value !== 'number') throw new TypeError(`${name} must be a number, got ${describe(value)}`);
  if (Number.isNaN(value)) throw new RangeError(`${name} must be a number, got NaN`);
  return value;
}

/** Refuses a Proxy of a signal here, since the platform would refuse it at each submit. */
function checkSignal(value: unknown, name: string): AbortSignal {
  if (typeof value !== 'object' || value === null) {
    throw new TypeError(`${name} must be an AbortSignal, got ${describe(value)}`);
  }
  const signal = value as AbortSignal;
  const listener = (): void => {};
  try {
    if (typeof signal.aborted !== 'boolean') throw new TypeError('aborted must be a boolean');
    signal.addEventListener('abort', listener);
    signal.removeEventListener('abort', listener);
  } catch (cause) {
    throw new TypeError(`${name} must be an AbortSignal, got an object that does not work as one`, { cause });
  }
  return signal;
}
