import { InvalidStateError } from '../errors/InvalidStateError.js';
import {
  type AnyIterator,
  isObservable,
  isStream,
  isThenable,
  iteratorOf,
  type Subscribable,
} from '../streams/worker/streamKinds.js';

/**
 * Returns true if a task's return value has to be awaited: a promise, or a stream (an Observable of any copy of RxJS,
 * an async iterable, a generator or another iterator). Everything else is a single value: an array, a Map, a string.
 */
export function isPending(result: unknown): boolean {
  if (result === null || (typeof result !== 'object' && typeof result !== 'function')) return false;
  return isThenable(result) || isStream(result);
}

/** Waits for the single value. `open` receives a function that ends the stream early. */
export async function singleValue(result: unknown, open: (close: () => void) => void): Promise<unknown> {
  const awaited = isThenable(result) ? await result : result;
  if (!isStream(awaited)) return awaited;
  if (isObservable(awaited)) return new Promise((resolve, reject) => onlyValueOf(awaited, open, resolve, reject));
  return onlyOfIterator(iteratorOf(awaited), open);
}

async function onlyOfIterator(iterator: AnyIterator, open: (close: () => void) => void): Promise<unknown> {
  open(() => void iterator.return?.(undefined));
  const first = await iterator.next();
  if (first.done) throw noValue();
  const second = await iterator.next();
  if (second.done) return first.value;
  await iterator.return?.(undefined);
  throw severalValues();
}

/** Calls back with the single value of an Observable, or with an error. `open` receives a function that unsubscribes. */
export function onlyValueOf(
  source: Subscribable,
  open: (close: () => void) => void,
  resolve: (value: unknown) => void,
  reject: (error: unknown) => void,
): void {
  const values: unknown[] = [];
  let subscription: { unsubscribe(): void } | undefined;
  let closed = false;
  const close = (): void => {
    closed = true;
    subscription?.unsubscribe();
  };
  open(close);
  subscription = source.subscribe({
    next(value) {
      values.push(value);
      if (values.length < 2) return;
      reject(severalValues());
      close();
    },
    error: reject,
    complete: () => (values.length === 1 ? resolve(values[0]) : reject(noValue())),
  });
  if (closed) close();
}

/** Returns the error of a Future whose stream completed without a value. */
function noValue(): InvalidStateError {
  return new InvalidStateError('the task returned a stream without a value; a Future holds exactly one');
}

/** Returns the error of a Future whose stream emitted more than one value. */
function severalValues(): InvalidStateError {
  return new InvalidStateError('the task returned a stream of several values; a Future holds exactly one');
}
