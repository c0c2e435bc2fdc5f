import { Observable, type Subscriber } from 'rxjs';
import { Deque } from '../collections/Deque.js';
import { CancelledError } from '../errors/CancelledError.js';
import type { ExecutorShutdownError } from '../errors/ExecutorShutdownError.js';
import { limitPassed } from '../errors/limitPassed.js';
import type { SettledObserver } from '../future/Deferred.js';
import { isDone } from '../future/transitions.js';
import type { StreamObserver } from '../streams/ports.js';
import type { AcceptedWork } from './AcceptedWork.js';
import { bindToContext } from './bindToContext.js';
import type { ExecutorCore } from './ExecutorCore.js';
import type { Job } from './Job.js';
import { type JobOptions, resolveOptions } from './JobOptions.js';
import { SourcePause } from './SourcePause.js';
import type { SubmitOptions } from './SubmitOptions.js';
import { startTimer } from './startTimeouts.js';
import type { AnyTask } from './Task.js';
import { checkInputs, ZippedRows } from './ZippedRows.js';

type Row = readonly unknown[];

/** The number of outstanding calls for runners without `desiredInFlight`. */
const defaultInFlight = 64;

/**
 * Implements `executor.map`: calls the task for zipped inputs, emits the results in input order, and pulls no further
 * ahead than is useful.
 */
export function orderedMap(
  core: ExecutorCore,
  task: AnyTask,
  inputs: readonly unknown[],
  options: SubmitOptions,
): Observable<unknown> {
  checkInputs(inputs);
  return new Observable((subscriber) => {
    core.lifecycle.checkOpen();
    const calls = new OrderedCalls(core, task, resolveOptions(options), subscriber);
    subscriber.add(() => calls.end());
    const starving = (): boolean => core.pipelines.heldByStreams();
    const makePause = (): SourcePause => new SourcePause(undefined, starving, core.backgroundClock);
    if (!subscriber.closed) calls.start(new ZippedRows(inputs, makePause));
  });
}

/**
 * One subscription to `map`:
 *
 *   rows ──pull──▶ chunk ──submit──▶ calls (in order) ──the first is done──▶ subscriber
 *
 * Its rows are accepted work: it continues after a shutdown, which waits for it.
 */
class OrderedCalls implements SettledObserver, AcceptedWork {
  readonly busy = true;
  readonly #core: ExecutorCore;
  readonly #task: AnyTask;
  readonly #options: JobOptions;
  readonly #deadline: number | undefined;
  readonly #subscriber: Subscriber<unknown>;
  readonly #receiver: StreamObserver;
  readonly #calls = new Deque<Job>();
  #chunk: Row[] = [];
  /** The number of rows of the chunk that is being filled. */
  #chunkSize = 1;
  #rows: ZippedRows | undefined;
  #exhausted = false;
  #pulling = false;
  #pumping = false;
  #flushing = false;
  #stopListening: (() => void) | undefined;
  /** The error that ends it after the outstanding calls, instead of the remaining rows. */
  #cancelled: CancelledError | undefined;

  constructor(core: ExecutorCore, task: AnyTask, options: JobOptions, subscriber: Subscriber<unknown>) {
    this.#core = core;
    this.#task = task;
    this.#options = { ...options, timeout: undefined };
    this.#deadline = options.timeout;
    this.#subscriber = subscriber;
    this.#receiver = bindToContext(options.within, subscriber);
  }

  start(rows: ZippedRows): void {
    this.#rows = rows;
    this.#core.lifecycle.accept(this);
    rows.open();
    const { within } = this.#options;
    this.#stopListening = this.#core.whenCapacityFreed(() =>
      within === undefined ? this.#pump() : within(() => this.#pump()),
    );
    this.#armDeadline();
    this.#pump();
  }

  /** Also called after the last result: by then there is nothing left to cancel. */
  end(): void {
    this.#exhausted = true;
    this.#stopListening?.();
    this.#rows?.close();
    for (const job of this.#calls) job.cancel();
    this.#core.lifecycle.release(this);
  }

  /** Drops the rows that are not submitted. Only once the outstanding calls are done, it checks if there are any. */
  cancel(cause: ExecutorShutdownError): void {
    this.#cancelled ??= new CancelledError(undefined, { cause });
    this.#drain();
  }

  abort(error: unknown): void {
    this.#fail(error);
  }

  settled(): void {
    this.#drain();
  }

  #armDeadline(): void {
    const expire = (limit: number): void => this.#receiver.error(limitPassed('timeout', limit));
    this.#subscriber.add(startTimer(this.#core.clock, this.#deadline, expire));
  }

  /**
   * Pulls rows and submits calls as long as that is useful. The functions it calls may call it again, so it loops
   * instead of recursing.
   */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    while (!this.#pulling && this.#wantsMore()) this.#pullRow();
    if (!this.#pulling) this.#submitWhatFits();
    else if (this.#options.chunkSize === undefined) this.#flushSoon();
    this.#pumping = false;
  }

  /**
   * Submits an incomplete chunk soon: a chunk size that the user did not set must not delay rows while the source has
   * none.
   */
  #flushSoon(): void {
    if (this.#chunk.length === 0 || this.#flushing) return;
    this.#flushing = true;
    const flush = (): void => {
      this.#flushing = false;
      if (!this.#subscriber.closed && this.#cancelled === undefined)
        this.#submitChunk(Math.min(this.#chunk.length, this.#core.capacity()));
    };
    this.#subscriber.add(this.#core.clock.schedule(flush, 0));
  }

  #wantsMore(): boolean {
    if (
      this.#exhausted ||
      this.#cancelled !== undefined ||
      this.#subscriber.closed ||
      this.#core.capacity() <= this.#chunk.length
    )
      return false;
    if (this.#chunk.length === 0) this.#chunkSize = this.#options.chunkSize ?? this.#suggestedChunkSize();
    const ahead = this.#calls.length + this.#chunk.length;
    return ahead < Math.max(this.#chunkSize, this.#options.bufferSize ?? this.#desiredInFlight());
  }

  #desiredInFlight(): number {
    return this.#core.runner.desiredInFlight?.(this.#task) ?? defaultInFlight;
  }

  #suggestedChunkSize(): number {
    const size = this.#core.runner.suggestedChunkSize?.(this.#task) ?? 1;
    return Math.min(size, this.#options.bufferSize ?? size);
  }

  #pullRow(): void {
    this.#pulling = true;
    this.#rows?.pull(
      (row) => this.#pulled(row),
      (error) => this.#fail(error),
    );
  }

  #pulled(row: Row | undefined): void {
    this.#pulling = false;
    if (this.#subscriber.closed) return;
    if (row === undefined) this.#exhausted = true;
    else this.#chunk.push(row);
    const whole = row === undefined || this.#chunk.length >= this.#chunkSize;
    if (whole && this.#cancelled === undefined) this.#submitChunk(this.#chunk.length);
    this.#drain();
  }

  /** Submits part of a chunk that is larger than `maxQueue` allows. */
  #submitWhatFits(): void {
    if (this.#cancelled !== undefined) return;
    const capacity = this.#core.capacity();
    if (capacity > 0 && capacity <= this.#chunk.length) this.#submitChunk(capacity);
  }

  #submitChunk(size: number): void {
    const chunk = this.#chunk.splice(0, size);
    try {
      for (const [i, row] of chunk.entries()) this.#submit(row, i > 0);
    } catch (error) {
      this.#fail(error);
    }
  }

  #submit(row: Row, continuesChunk: boolean): void {
    const job = this.#core.submitAccepted(this.#task, row, this.#options);
    job.continuesChunk = continuesChunk;
    this.#calls.push(job);
    if (!isDone(job.state)) job.observe(this);
  }

  /** Emits the results that are done, as far as they are in order. */
  #drain(): void {
    while (this.#calls.length > 0 && !this.#subscriber.closed) {
      const job = this.#calls.first();
      if (!isDone(job.state)) break;
      this.#calls.shift();
      if (job.failed) return this.#fail(job.outcome);
      this.#core.lifecycle.deliver(() => this.#receiver.next(job.outcome));
    }
    if (this.#calls.length > 0 || this.#subscriber.closed) return this.#pump();
    if (this.#cancelled !== undefined) this.#endCancelled(this.#cancelled);
    else if (this.#exhausted) this.#receiver.complete();
    else this.#pump();
  }

  /**
   * Completes when no row is left, so that nothing was cancelled; otherwise fails. A row that is still awaited counts
   * as one.
   */
  #endCancelled(error: CancelledError): void {
    if (this.#chunk.length === 0 && !this.#exhausted && !this.#pulling) this.#pullRow();
    if (this.#subscriber.closed) return;
    if (this.#exhausted && this.#chunk.length === 0) this.#receiver.complete();
    else this.#fail(error);
  }

  #fail(error: unknown): void {
    this.#receiver.error(error);
  }
}
