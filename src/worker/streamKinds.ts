/** The three methods of an RxJS observer. */
export interface ItemObserver {
  next(value: unknown): void;
  error(error: unknown): void;
  complete(): void;
}

/** What all Observables have in common. */
export interface Subscribable {
  subscribe(observer: ItemObserver): { unsubscribe(): void };
}

export type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

/** The keys by which an Observable of one library is known to another; there may come to be a second one. */
export function interopKeys(): PropertyKey[] {
  const { observable } = Symbol as { observable?: symbol };
  return observable === undefined ? ['@@observable'] : ['@@observable', observable];
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return hasMethod(value, 'then');
}

/** What counts as a stream whoever asks: an Observable of any copy, an async iterable, a generator or other iterator. */
export function isStream(value: unknown): value is object {
  return isObservable(value) || hasMethod(value, Symbol.asyncIterator) || isIterator(value);
}

/** RxJS's own test, and the interop key for copies that have no `lift` any more. */
export function isObservable(value: unknown): value is Subscribable {
  if (!hasMethod(value, 'subscribe')) return false;
  return hasMethod(value, 'lift') || interopKeys().some((key) => hasMethod(value, key));
}

/** A generator or another iterator, and not merely iterable: an array is a value. */
function isIterator(value: unknown): value is Iterator<unknown> {
  return hasMethod(value, Symbol.iterator) && hasMethod(value, 'next');
}

/** The iterator of a stream that is no Observable. */
export function iteratorOf(stream: object): AnyIterator {
  if (hasMethod(stream, Symbol.asyncIterator)) return (stream as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  return stream as Iterator<unknown>;
}

/** The asynchronous iterator of what has one. */
export function asyncItemsOf(stream: unknown): AsyncIterator<unknown> | undefined {
  if (hasMethod(stream, Symbol.asyncIterator)) return (stream as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  if (hasMethod(stream, Symbol.iterator) || !hasMethod(stream, 'getReader')) return undefined;
  return itemsOfReadable(stream as ReadableStream<unknown>);
}

/** The items of what is to be streamed: of any iterable; all else is one item. */
export function itemsOf(value: unknown): Iterator<unknown> {
  const iterable = typeof value === 'string' || hasMethod(value, Symbol.iterator);
  return (iterable ? (value as Iterable<unknown>) : [value])[Symbol.iterator]();
}

/** A stream of the web platform, where it is not iterable yet. */
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
