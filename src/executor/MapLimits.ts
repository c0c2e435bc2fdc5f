import type { MapCalls } from './MapCalls.js';
import type { Runner } from './Runner.js';
import type { SubmitOptions } from './SubmitOptions.js';
import type { AnyTask } from './Task.js';

/** The number of unfinished calls for runners without `desiredInFlight`. */
const defaultInFlight = 64;
/** The most finished results that wait for their turn when `bufferSize` is not set. */
const defaultBufferSize = 1024;

/**
 * Decides how far a `map` pulls ahead. Two numbers are bounded: the unfinished rows by what keeps the workers busy, the
 * rows whose results are not emitted, finished or not, by `bufferSize`.
 */
export class MapLimits {
  /** True once the consumer has paused the `map`: then no more than 1,024 rows are needed to keep it busy. */
  consumerIsSlow = false;
  readonly #runner: Runner;
  readonly #task: AnyTask;
  readonly #chunkSize: number | undefined;
  readonly #bufferSize: number | undefined;

  constructor(
    runner: Runner,
    task: AnyTask,
    { chunkSize, bufferSize }: Pick<SubmitOptions, 'chunkSize' | 'bufferSize'>,
  ) {
    this.#runner = runner;
    this.#task = task;
    this.#chunkSize = chunkSize;
    this.#bufferSize = bufferSize;
  }

  /** Returns the number of calls for the next message: at most `bufferSize`. */
  nextChunkSize(): number {
    const size = this.#chunkSize ?? this.#runner.suggestedChunkSize?.(this.#task) ?? 1;
    return Math.min(size, this.#bufferSize ?? size);
  }

  /** Returns true when one more row may be pulled beside the submitted calls and those that wait for their chunk. */
  allowOneMore(calls: MapCalls, waiting: number, chunkSize: number): boolean {
    if (calls.unfinished + waiting >= this.#mostUnfinished(chunkSize)) return false;
    return !this.isBufferFull(calls, waiting, chunkSize);
  }

  /** Returns true when as many rows are pulled and not emitted as `bufferSize` allows. */
  isBufferFull(calls: MapCalls, waiting: number, chunkSize: number): boolean {
    const rows = calls.size + waiting;
    if (this.#bufferSize !== undefined) return rows >= this.#bufferSize;
    return rows >= defaultBufferSize && (this.consumerIsSlow || rows >= this.#mostUnfinished(chunkSize));
  }

  #mostUnfinished(chunkSize: number): number {
    return Math.max(this.#runner.desiredInFlight?.(chunkSize) ?? defaultInFlight, chunkSize);
  }
}
