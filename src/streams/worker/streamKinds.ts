import type { StreamObserver } from '../ports.js';

/** The method that all Observables have. */
export interface Subscribable {
  subscribe(observer: StreamObserver): { unsubscribe(): void };
}

export type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

/**
 * Returns the keys by which an Observable of one library is known to another; `Symbol.observable` may be defined later.
 */
export function interopKeys(): PropertyKey[] {
  const { observable } = Symbol as { observable?: symbol };
  return observable === undefined ? ['@@observable'] : ['@@observable', observable];
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return hasMethod(value, 'then');
}

/** Returns true for a stream: an Observable of any copy of RxJS, an async iterable, a generator or another iterator. */
export function isStream(value: unknown): value is object {
  return isObservable(value) || hasMethod(value, Symbol.asyncIterator) || isIterator(value);
}

/** Applies RxJS's own test, and checks the interop key for Observables without `lift`. */
export function isObservable(value: unknown): value is Subscribable {
  if (!hasMethod(value, 'subscribe')) return false;
  return hasMethod(value, 'lift') || interopKeys().some((key) => hasMethod(value, key));
}

/** Returns true for a generator or another iterator, but not for an iterable: an array is a value. */
function isIterator(value: unknown): value is Iterator<unknown> {
  return hasMethod(value, Symbol.iterator) && hasMethod(value, 'next');
}

/** Returns the iterator of a stream that is not an Observable. */
export function iteratorOf(stream: object): AnyIterator {
  if (hasMethod(stream, Symbol.asyncIterator)) return (stream as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  return stream as Iterator<unknown>;
}

/** Returns the asynchronous iterator of a stream that has one. */
export function asyncItemsOf(stream: unknown): AsyncIterator<unknown> | undefined {
  if (hasMethod(stream, Symbol.asyncIterator)) return (stream as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  if (hasMethod(stream, Symbol.iterator) || !hasMethod(stream, 'getReader')) return undefined;
  return itemsOfReadable(stream as ReadableStream<unknown>);
}

/** Returns the items of any iterable; any other value is a single item. */
export function itemsOf(value: unknown): Iterator<unknown> {
  const iterable = typeof value === 'string' || hasMethod(value, Symbol.iterator);
  return (iterable ? (value as Iterable<unknown>) : [value])[Symbol.iterator]();
}

/** Returns an iterator over a `ReadableStream`, for platforms where it is not async iterable. */
function itemsOfReadable(stream: ReadableStream<unknown>): AsyncIterator<unknown> {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<unknown>>,
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

function hasMethod(value: unknown, name: PropertyKey): value is object {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  return typeof (value as Record<PropertyKey, unknown>)[name] === 'function';
}
