import { type Check, checkFunction, checkMilliseconds, checkPositiveCount, checkString } from '../options/checks.js';
import { describe } from '../options/describe.js';
import { type OptionsTaker, readOptions, type Schema } from '../options/readOptions.js';

/** Runs a function in the context of another moment, and gives back what that returns. */
export type RunInContext = <R>(fn: () => R) => R;

/** How one task, or all that is submitted through `executor.with(options)`, is to be treated. */
export interface SubmitOptions {
  /** Aborts the Future with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Milliseconds from submit to outcome; for `map` one deadline for the whole. */
  timeout?: number | undefined;
  /** Milliseconds from submit until the task begins. */
  queueTimeout?: number | undefined;
  /** Milliseconds from the task's beginning; what passes it is stopped, by replacing the worker if need be. */
  runTimeout?: number | undefined;
  /** Higher goes first; first in, first out within one. 0 by default. */
  priority?: number | undefined;
  /** Milliseconds that an aborted task has to end by itself. */
  abortGrace?: number | undefined;
  /**
   * Shown in events and traces, and as `currentTask().label`. A function is asked at each submit: the way for a trace id to
   * get to the worker.
   */
  label?: (string | (() => string | undefined)) | undefined;
  /**
   * Called at each submit; the function it gives runs the subscribers and callbacks of the Future, and on an event loop the
   * task as well. With `() => AsyncLocalStorage.snapshot()` they see the stores of whoever submitted. When left out nothing
   * is kept, and they run in whatever context the outcome arrives in. The function must call at once; when it throws, that is
   * reported as RxJS reports unhandled errors, and they run without it.
   */
  captureContext?: (() => RunInContext) | undefined;
  /** `map`: calls per message; left out, the dispatcher decides. */
  chunkSize?: number | undefined;
  /**
   * `map`, `mapOn`: most calls outstanding or not yet emitted; left out, as many as keep the workers busy, and 2048. `stream`,
   * `through`: most items that one side runs ahead of the other; 256 when left out, and with `through` up to 1024 as long as
   * they are taken as fast as they come, which only small ones can be.
   */
  bufferSize?: number | undefined;
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
} satisfies Schema<SubmitOptions>;

/** The checks of what `with` takes: those of {@link SubmitOptions}, and more with some kinds of executors. */
export type SubmitSchema = typeof submitSchema & Readonly<Record<string, Check<unknown>>>;

const taker: OptionsTaker = { name: 'with()', write: 'executor.with({ timeout: 1000 })' };

/** Returns the options laid over those of the view that they are given to. */
export function checkSubmitOptions(
  options: unknown,
  base: SubmitOptions = {},
  schema: SubmitSchema = submitSchema,
): SubmitOptions {
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

/** A Proxy of a signal is refused here where the platform would refuse it at each submit. */
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
    throw new TypeError(`${name} must be an AbortSignal itself, got an object or a Proxy that does not work as one`, {
      cause,
    });
  }
  return signal;
}
