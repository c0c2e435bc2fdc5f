import { CancelledError } from '../errors/CancelledError.js';
import { ExecutorShutdownError } from '../errors/ExecutorShutdownError.js';

/**
 * The outcome of one row of `mapSettled`, or of one value of `mapOn` with `settled: true`: the platform's
 * `PromiseSettledResult` with its place in the input, counted from 0.
 */
export type Settled<R> =
  | { index: number; status: 'fulfilled'; value: R }
  | { index: number; status: 'rejected'; reason: unknown };

export function fulfilled<R>(index: number, value: R): Settled<R> {
  return { index, status: 'fulfilled', value };
}

export function rejected(index: number, reason: unknown): Settled<never> {
  return { index, status: 'rejected', reason };
}

/** Returns true for the error of work that a shutdown has cancelled, which ends the whole run and not only one row. */
export function isCancelledByShutdown(error: unknown): boolean {
  return error instanceof CancelledError && error.cause instanceof ExecutorShutdownError;
}
