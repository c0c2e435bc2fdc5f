import { InvalidStateError } from '../errors/InvalidStateError.js';
import { isMarked } from '../protocol/transferables.js';
import type { StreamObserver } from '../streams/ports.js';
import { observe } from '../streams/worker/observe.js';
import {
  type AnyIterator,
  isObservable,
  isStream,
  isThenable,
  iteratorOf,
  type Subscribable,
} from '../streams/worker/streamKinds.js';

/**
 * Returns true if a task's return value has to be awaited: a promise, or a stream that is not marked by `transfer` (an
 * Observable, an async iterable, a `ReadableStream`, a generator or another iterator). Everything else is a single value:
 * an array, a Map, a string.
 */
export function isPending(result: unknown): boolean {
  if (result === null || (typeof result !== 'object' && typeof result !== 'function')) return false;
  return isThenable(result) || isUnmarkedStream(result);
}

/** Returns true for a stream, unless it is marked by `transfer`, which makes a `ReadableStream` a value. */
function isUnmarkedStream(value: unknown): value is object {
  return isStream(value) && !isMarked(value);
}

/** Returns the result of a streamed task as its stream: a stream that is marked by `transfer` is one item. */
export function streamOfResult(result: unknown): unknown {
  if (isThenable(result)) return result.then(streamOfResult);
  return isMarked(result) && isStream(result) ? [result] : result;
}

/** Waits for the single value. `open` receives a function that ends the stream early. */
export async function singleValue(result: unknown, open: (close: () => void) => void): Promise<unknown> {
  const awaited = isThenable(result) ? await result : result;
  if (!isUnmarkedStream(awaited)) return awaited;
  if (isObservable(awaited)) return new Promise((resolve, reject) => onlyValueOf(awaited, open, resolve, reject));
  return onlyOfIterator(iteratorOf(awaited), open);
}

async function onlyOfIterator(iterator: AnyIterator, open: (close: () => void) => void): Promise<unknown> {
  open(() => void iterator.return?.(undefined));
  const { done, value } = await iterator.next();
  if (done) throw notOne('without a value');
  if ((await iterator.next()).done) return value;
  await iterator.return?.(undefined);
  throw notOne('of several values');
}

/** Calls back with the single value of an Observable, or with an error. `open` receives a function that unsubscribes. */
export function onlyValueOf(
  source: Subscribable,
  open: (close: () => void) => void,
  resolve: (value: unknown) => void,
  reject: (error: unknown) => void,
): void {
  const values: unknown[] = [];
  let close: () => void;
  const observer: StreamObserver = {
    next(value) {
      values.push(value);
      if (values.length < 2) return;
      reject(notOne('of several values'));
      close();
    },
    error: reject,
    complete: () => (values.length === 1 ? resolve(values[0]) : reject(notOne('without a value'))),
  };
  observe(source, observer, (unsubscribe) => {
    close = unsubscribe;
    open(unsubscribe);
  });
}

/** Returns the error of a Future whose stream did not emit exactly one value. */
function notOne(which: string): InvalidStateError {
  return new InvalidStateError(`the task returned a stream ${which}; a Future holds one`);
}
