import { isObservableLike, toObservable } from '../future/toObservable.js';
import { describe } from '../options/describe.js';
import { asyncItemsOf } from '../streams/worker/streamKinds.js';
import { ObservableRowSource } from './ObservableRowSource.js';
import type { RowSource } from './RowSource.js';
import type { SourcePause } from './SourcePause.js';

/**
 * Zips the inputs of `map`: pulls one row at a time, each input after the one before it, so that the shortest ends them
 * all and the inputs after it are not pulled, as in Python's `zip`. Observables cannot be pulled: all of them are
 * subscribed to first.
 */
export class ZippedRows {
  readonly #sources: readonly RowSource[];

  /** `makePause` is called for each Observable, to pause its source while its values wait. */
  constructor(inputs: readonly unknown[], makePause: () => SourcePause) {
    this.#sources = inputs.map((input) => rowSourceOf(input, makePause));
  }

  /** Subscribes to the Observables, so that none of their values is lost. */
  open(): void {
    for (const each of this.#sources) each.open?.();
  }

  /** Calls back with the next row, or with `undefined` at the end. */
  pull(row: (row: readonly unknown[] | undefined) => void, error: (error: unknown) => void): void {
    const values: unknown[] = [];
    const step = (): void => {
      const next = this.#sources[values.length];
      if (next === undefined) return row(values.length === 0 ? undefined : values);
      next.pull(
        (value) => {
          values.push(value);
          step();
        },
        () => row(undefined),
        error,
      );
    };
    step();
  }

  /** Closes the inputs that are still open: calls `return()` of iterators, unsubscribes from Observables. */
  close(): void {
    for (const each of this.#sources) each.close();
  }
}

/** Throws a TypeError for an invalid input, at the call of the method. */
export function checkInputs(inputs: readonly unknown[], method = 'map'): void {
  for (const [i, input] of inputs.entries()) {
    if (isObservableLike(input) || inputMethods.some((name) => hasMethod(input, name))) continue;
    throw new TypeError(
      `input ${i + 1} of ${method} must be an iterable, an async iterable or an Observable, got ${describe(input)}`,
    );
  }
}

function rowSourceOf(input: unknown, makePause: () => SourcePause): RowSource {
  if (isObservableLike(input)) return new ObservableRowSource(toObservable(input), makePause());
  const items = asyncItemsOf(input);
  if (items !== undefined) return asyncRowSource(items);
  return syncRowSource((input as Iterable<unknown>)[Symbol.iterator]());
}

/** The methods of the inputs that are pulled; a `ReadableStream` is not async iterable in every browser. */
const inputMethods = [Symbol.iterator, Symbol.asyncIterator, 'getReader'] as const;

function hasMethod(input: unknown, name: PropertyKey): boolean {
  return typeof (Object(input) as Record<PropertyKey, unknown>)[name] === 'function';
}

function syncRowSource(iterator: Iterator<unknown>): RowSource {
  let open = true;
  return {
    pull(value, end, error) {
      let done: boolean | undefined;
      let item: unknown;
      try {
        ({ done, value: item } = iterator.next());
      } catch (thrown) {
        open = false;
        return error(thrown);
      }
      if (!done) return value(item);
      open = false;
      end();
    },
    close() {
      if (open) iterator.return?.();
      open = false;
    },
  };
}

function asyncRowSource(iterator: AsyncIterator<unknown>): RowSource {
  let open = true;
  const ended = <A extends unknown[]>(callback: (...args: A) => void, ...args: A): void => {
    open = false;
    callback(...args);
  };
  const receive = (result: IteratorResult<unknown>, ...[value, end, error]: Parameters<RowSource['pull']>): void => {
    let done: boolean | undefined;
    let item: unknown;
    try {
      ({ done, value: item } = result);
    } catch (thrown) {
      return ended(error, thrown);
    }
    if (done) ended(end);
    else value(item);
  };
  return {
    pull(value, end, error) {
      let next: Promise<IteratorResult<unknown>>;
      try {
        next = Promise.resolve(iterator.next());
      } catch (thrown) {
        return ended(error, thrown);
      }
      next.then(
        (result) => receive(result, value, end, error),
        (thrown: unknown) => ended(error, thrown),
      );
    },
    close() {
      if (open) void iterator.return?.().then(undefined, () => {});
      open = false;
    },
  };
}
