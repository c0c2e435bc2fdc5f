import { type Observable, Subscription } from 'rxjs';
import { Deque } from '../collections/Deque.js';
import { isObservableLike, type PlatformObservable, toObservable } from '../future/toObservable.js';
import { checkPositiveCount } from '../options/checks.js';
import { describe } from '../options/describe.js';
import { type OptionsTaker, readOptions, type Schema } from '../options/readOptions.js';
import { Pauses } from '../streams/Pauses.js';
import { untilClosed } from './untilClosed.js';

/** The options of {@link eachValueFrom}. */
export interface EachValueFromOptions {
  /** The most values of a source of this library that wait for the loop. Default: 16. */
  bufferSize?: number | undefined;
}

const schema = { bufferSize: checkPositiveCount } satisfies Schema<EachValueFromOptions>;
const taker: OptionsTaker = { name: 'eachValueFrom()', write: 'eachValueFrom(source, { bufferSize: 16 })' };

const defaultBufferSize = 16;

/**
 * Returns the source's values as an async iterable, for `for await` and for all that reads one: `Readable.from`,
 * `pipeline` of `node:stream/promises`, `ReadableStream.from`.
 *
 * The first value that the loop asks for subscribes to the source; leaving the loop by `break`, `return` or an error
 * unsubscribes, which cancels the work behind a source of this library. The first loop reads from the subscription of
 * the iterator returned; each further one subscribes again.
 *
 * A source of this library (`stream`, `map`, `mapOn`, `through`), with only synchronous operators in between, is
 * paused while `bufferSize` values wait for the loop, and so are the sources before it: a loop that is slow keeps what
 * they pull. Merged sources are paused one by one, each at its next value. Any other Observable has no backpressure: its
 * values wait without a bound.
 *
 * Like `eachValueFrom` of `rxjs-for-await`. With `from(futures).pipe(asCompleted())` it is Python's
 * `for future in as_completed(futures)`.
 *
 * Errors: the source's error is thrown at its place, after the values before it. The loop ends with it.
 *
 * @param source - Any Observable.
 * @param options - `bufferSize`.
 * @returns An async iterator that is iterable itself.
 * @throws TypeError when `source` is not an Observable and for an option of the wrong type, RangeError for one out of
 *   range.
 *
 * @example
 * ```ts
 * import { Readable } from 'node:stream';
 * import { pipeline } from 'node:stream/promises';
 * import { from } from 'rxjs';
 * import { asCompleted, EventLoopExecutor, eachValueFrom } from 'rx-futures';
 *
 * const executor = new EventLoopExecutor();
 * const parse = (line: string): number => Number(line);
 *
 * for await (const row of eachValueFrom(executor.map(parse, ['1', '2', '3']))) console.log(row);
 *
 * const futures = ['4', '5'].map((line) => executor.submit(parse, line));
 * for await (const future of eachValueFrom(from(futures).pipe(asCompleted()))) console.log(await future.result());
 *
 * const lines = (n: number): string => `${n}\n`;
 * const readable = Readable.from(eachValueFrom(executor.map(lines, [6, 7]), { bufferSize: 1 }));
 * await pipeline(readable, process.stdout, { end: false });
 * ```
 */
export function eachValueFrom<T>(
  source: Observable<T> | PlatformObservable<T>,
  options: EachValueFromOptions = {},
): AsyncIterableIterator<T> {
  if (!isObservableLike(source)) throw new TypeError(`eachValueFrom takes an Observable, got ${describe(source)}`);
  const { bufferSize = defaultBufferSize } = readOptions(options, schema, taker);
  return new EachValue(toObservable(source), bufferSize);
}

/** Settles a call of `next` that waits for a value. */
type Request<T> = (result: IteratorResult<T> | Promise<IteratorResult<T>>) => void;

/** The end of the iteration, by the source or by the loop; with the source's error until that is thrown. */
interface End {
  failure?: { readonly thrown: unknown } | undefined;
}

/**
 * One subscription, as an iterator:
 *
 *   source ──▶ values ──next()──▶ loop        full: the source is paused until half of the values are taken
 */
class EachValue<T> implements AsyncIterableIterator<T> {
  readonly #source: Observable<T>;
  readonly #bufferSize: number;
  readonly #values = new Deque<T>();
  readonly #requests = new Deque<Request<T>>();
  readonly #pauses = new Pauses();
  readonly #closed = new Subscription();
  #subscribed = false;
  #end: End | undefined;
  #hasLoop = false;

  constructor(source: Observable<T>, bufferSize: number) {
    this.#source = source;
    this.#bufferSize = bufferSize;
  }

  /** Returns this iterator for the first loop, and for each further one an iterator with another subscription. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    if (this.#hasLoop) return new EachValue(this.#source, this.#bufferSize)[Symbol.asyncIterator]();
    this.#hasLoop = true;
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#values.length > 0) return Promise.resolve(this.#take());
    if (this.#end !== undefined) return this.#nextAfterEnd(this.#end);
    return new Promise((resolve) => {
      this.#requests.push(resolve);
      this.#subscribe();
    });
  }

  async return(value?: unknown): Promise<IteratorResult<T>> {
    this.#close();
    return { done: true, value: await value };
  }

  throw(error?: unknown): Promise<IteratorResult<T>> {
    this.#close();
    return Promise.reject(error);
  }

  #subscribe(): void {
    if (this.#subscribed) return;
    this.#subscribed = true;
    this.#source.pipe(untilClosed(this.#closed)).subscribe({
      next: (value) => this.#push(value),
      error: (thrown: unknown) => this.#finish({ failure: { thrown } }),
      complete: () => this.#finish({}),
    });
  }

  #push(value: T): void {
    const request = this.#requests.shift();
    if (request !== undefined) return request({ done: false, value });
    this.#values.push(value);
    if (this.#values.length >= this.#bufferSize) this.#pauses.pauseCurrent();
  }

  #take(): IteratorResult<T> {
    const value = this.#values.shift() as T;
    if (this.#values.length <= this.#bufferSize / 2) this.#pauses.release();
    return { done: false, value };
  }

  /** The loop was left. */
  #close(): void {
    this.#closed.unsubscribe();
    this.#values.clear();
    this.#end = {};
    this.#finish(this.#end);
    this.#pauses.release();
  }

  #finish(end: End): void {
    this.#end ??= end;
    while (this.#requests.length > 0) this.#requests.shift()?.(this.#nextAfterEnd(this.#end));
  }

  #nextAfterEnd(end: End): Promise<IteratorResult<T>> {
    const { failure } = end;
    end.failure = undefined;
    return failure === undefined ? Promise.resolve({ done: true, value: undefined }) : Promise.reject(failure.thrown);
  }
}
