import type { StreamObserver } from '../ports.js';

/** The method that all Observables have. */
export interface Subscribable {
  subscribe(observer: StreamObserver, options: { readonly signal: AbortSignal }): { unsubscribe(): void } | undefined;
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

/**
 * Returns true for a stream: an Observable of any copy of RxJS or of the platform, an async iterable, a
 * `ReadableStream`, a generator or another iterator.
 */
export function isStream(value: unknown): value is object {
  return (
    isObservable(value) || hasMethod(value, Symbol.asyncIterator) || hasMethod(value, 'getReader') || isIterator(value)
  );
}

/**
 * Applies RxJS's own test, and checks the interop key for Observables without `lift`, and the name of its class for
 * Observables without either, as the platform's.
 */
export function isObservable(value: unknown): value is Subscribable {
  if (!hasMethod(value, 'subscribe')) return false;
  return hasMethod(value, 'lift') || interopKeys().some((key) => hasMethod(value, key)) || isNamedObservable(value);
}

function isNamedObservable(value: { [Symbol.toStringTag]?: string }): boolean {
  return /Observable$/.test(value[Symbol.toStringTag] ?? value.constructor?.name);
}

/** Returns true for a generator or another iterator, but not for an iterable: an array is a value. */
function isIterator(value: unknown): value is Iterator<unknown> {
  return hasMethod(value, Symbol.iterator) && hasMethod(value, 'next');
}

/** Returns the iterator of a stream that is not an Observable. */
export function iteratorOf(stream: object): AnyIterator {
  return asyncItemsOf(stream) ?? (stream as Iterator<unknown>);
}

/** Returns the asynchronous iterator of a stream that has one. */
export function asyncItemsOf(stream: unknown): AsyncIterator<unknown> | undefined {
  if (hasMethod(stream, Symbol.asyncIterator)) return (stream as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  return hasMethod(stream, 'getReader') ? itemsOfReadable(stream as ReadableStream<unknown>) : undefined;
}

/** Returns the items of any iterable; any other value is a single item. */
export function itemsOf(value: unknown): Iterator<unknown> {
  return (hasMethod(value, Symbol.iterator) ? (value as Iterable<unknown>) : [value])[Symbol.iterator]();
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
  return typeof Object(value)[name] === 'function';
}
