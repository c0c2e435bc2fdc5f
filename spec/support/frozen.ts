import type { Future } from '../../src/future/Future.js';
import { SettableFuture } from '../../src/future/SettableFuture.js';
import type { FutureState } from '../../src/future/transitions.js';

/** Falsy values, which are easily mistaken for no value. */
export const falsyValues: readonly unknown[] = [undefined, null, 0, -0, Number.NaN, '', false, 0n];

/** A name for a test's title: `-0`, `0n`, `''`. */
export function valueText(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** A future of each state; FINISHED both with a value and with an error. */
export const kinds = ['PENDING', 'RUNNING', 'CANCELLED', 'FINISHED with a value', 'FINISHED with an error'] as const;
export type Kind = (typeof kinds)[number];

/** The error of the failed futures. */
export const frozenError = new RangeError('frozen');

/** A future in the given state: the value is 1, the error {@link frozenError}. */
export function futureIn(kind: Kind): SettableFuture<number> {
  const future = new SettableFuture<number>();
  if (kind === 'RUNNING') future.setRunningOrNotifyCancel();
  else if (kind === 'CANCELLED') future.cancel();
  else if (kind === 'FINISHED with a value') future.setResult(1);
  else if (kind === 'FINISHED with an error') future.setException(frozenError);
  return future;
}

/** Returns the state at the start of the kind's name. */
export function stateOf(kind: Kind): FutureState {
  return kind.split(' ')[0] as FutureState;
}

/** Records the notifications of a subscriber, in order. */
export function record<T>(future: Future<T>): unknown[][] {
  const log: unknown[][] = [];
  future.subscribe({
    next: (value) => log.push(['next', value]),
    error: (error: unknown) => log.push(['error', error]),
    complete: () => log.push(['complete']),
  });
  return log;
}
