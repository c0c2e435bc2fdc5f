import { Deferred } from '../../future/Deferred.js';
import { Future } from '../../future/Future.js';
import type { FutureState } from '../../future/transitions.js';
import { describe } from '../../options/describe.js';
import { checkOptionsObject, type OptionsTaker, unknownOption } from '../../options/readOptions.js';

/** The outcome of a future that is done: its value or its error; for a cancelled one the reason is the error. */
export type FrozenOutcome<T> = { readonly value: T } | { readonly error: unknown };

/**
 * Returns a future that stays in one state, without a task that could change it: for unit tests of code that takes
 * futures. `cancel` and `abort` act on it as on any future in that state.
 *
 * Errors: `TypeError` at the call; the future fails with the error that was passed.
 *
 * @param state - The state of the future.
 * @param outcome - FINISHED: its `value` or its `error`; default: the value `undefined`. CANCELLED: the reason as
 *   `error`, if any. Not allowed for the other states.
 * @returns The future.
 * @throws TypeError if `state` is not a state, or `outcome` does not fit it.
 *
 * @example
 * ```ts
 * import { frozenFuture } from 'rx-futures/testing';
 *
 * const running = frozenFuture('RUNNING');
 * const failed = frozenFuture('FINISHED', { error: new RangeError('too far') });
 * console.log(running.cancel(), failed.done()); // false true
 * ```
 */
export function frozenFuture<T = never>(state: FutureState, outcome?: FrozenOutcome<T>): Future<T> {
  const { value, error } = partsOf(outcome);
  if (state !== 'FINISHED' && value !== undefined) throw unfit(state, 'value');
  const completion = new Deferred<T>();
  const future = new Future(completion);
  if (state === 'CANCELLED') completion.abort(error?.given, error !== undefined);
  else if (state === 'FINISHED') settle(completion, value, error);
  else if (error !== undefined) throw unfit(state, 'error');
  else if (state === 'RUNNING') completion.start();
  else if (state !== 'PENDING')
    throw new TypeError(`state must be PENDING, RUNNING, FINISHED or CANCELLED, got ${describe(state)}`);
  return future;
}

const taker: OptionsTaker = { name: 'frozenFuture()', write: "frozenFuture('FINISHED', { value: 1 })" };

/** A value or an error that was passed; it may be `undefined` itself. */
type Part = { readonly given: unknown } | undefined;

function partsOf(outcome: unknown): { readonly value: Part; readonly error: Part } {
  if (outcome === undefined) return { value: undefined, error: undefined };
  checkOptionsObject(outcome, taker);
  const unknown = Object.keys(outcome).find((name) => name !== 'value' && name !== 'error');
  if (unknown !== undefined) throw unknownOption(unknown, ['value', 'error'], taker);
  const part = (name: 'value' | 'error'): Part =>
    Object.hasOwn(outcome, name) ? { given: (outcome as Record<string, unknown>)[name] } : undefined;
  const [value, error] = [part('value'), part('error')];
  if ((value === undefined) === (error === undefined))
    throw new TypeError('outcome must be either { value } or { error }');
  return { value, error };
}

function settle<T>(completion: Deferred<T>, value: Part, error: Part): void {
  if (error === undefined) completion.succeed(value?.given as T);
  else completion.fail(error.given);
}

function unfit(state: FutureState, what: string): TypeError {
  return new TypeError(`a ${state} future has no ${what}`);
}
