import type { Subscriber } from 'rxjs';
import { CancelledError } from '../errors/CancelledError.js';
import type { ExecutorShutdownError } from '../errors/ExecutorShutdownError.js';
import { limitPassed } from '../errors/limitPassed.js';
import { deliverFrom, type PausableSource, PauseCounter } from '../streams/PausableSource.js';
import type { StreamObserver } from '../streams/ports.js';
import type { AcceptedWork } from './AcceptedWork.js';
import { bindToContext } from './bindToContext.js';
import type { ExecutorCore } from './ExecutorCore.js';
import type { JobOptions } from './JobOptions.js';
import { type MapCall, type MapCalls, OrderedCalls, RefusedCall, UnorderedCalls } from './MapCalls.js';
import { MapLimits } from './MapLimits.js';
import { fulfilled, isCancelledByShutdown, rejected } from './Settled.js';
import { startTimer } from './startTimeouts.js';
import type { AnyTask } from './Task.js';
import type { ZippedRows } from './ZippedRows.js';

type Row = readonly unknown[];

/**
 * One subscription to `map` or `mapSettled`:
 *
 *   rows ──pull──▶ chunk ──submit──▶ calls ──the next one is done──▶ subscriber
 *
 * Its rows are accepted work: it continues after a shutdown, which waits for it. While it is paused it emits nothing
 * and pulls nothing; finished results wait among the calls.
 */
export class MapRun implements AcceptedWork, PausableSource {
  readonly busy = true;
  readonly #core: ExecutorCore;
  readonly #task: AnyTask;
  readonly #options: JobOptions;
  readonly #deadline: number | undefined;
  /** True for `mapSettled`. */
  readonly #settles: boolean;
  readonly #subscriber: Subscriber<unknown>;
  readonly #receiver: StreamObserver;
  readonly #limits: MapLimits;
  readonly #calls: MapCalls;
  readonly #pauses = new PauseCounter(() => this.#drain());
  /** The rows that wait to be submitted together. */
  #chunk: Row[] = [];
  /** The number of rows of the chunk that is being filled. */
  #chunkSize = 1;
  #rows: ZippedRows | undefined;
  #exhausted = false;
  #pulling = false;
  #pumping = false;
  #draining = false;
  #flushing = false;
  #stopListening: (() => void) | undefined;
  /** The input's own error, which comes after the results of the rows before it. */
  #inputError: { readonly error: unknown } | undefined;
  /** The error that ends it after the outstanding calls, instead of the remaining rows. */
  #cancelled: CancelledError | undefined;
  /** True once the result of a cancelled call was left out. */
  #incomplete = false;

  constructor(
    core: ExecutorCore,
    task: AnyTask,
    options: JobOptions,
    settles: boolean,
    subscriber: Subscriber<unknown>,
  ) {
    this.#core = core;
    this.#task = task;
    this.#options = { ...options, timeout: undefined };
    this.#deadline = options.timeout;
    this.#settles = settles;
    this.#subscriber = subscriber;
    this.#receiver = bindToContext(options.within, subscriber);
    this.#limits = new MapLimits(core.runner, task, options);
    this.#calls = new (options.ordered === false ? UnorderedCalls : OrderedCalls)(() => this.#drain());
  }

  get starved(): boolean {
    return this.#calls.unfinished > 0 && !this.#pauses.isPaused;
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
    this.#calls.cancel();
    this.#core.lifecycle.release(this);
  }

  pause(): () => void {
    this.#limits.consumerIsSlow = true;
    return this.#pauses.pause();
  }

  /** Drops the rows that are not submitted. Only once the outstanding calls are done, it checks if there are any. */
  cancel(cause: ExecutorShutdownError): void {
    this.#cancelled ??= new CancelledError(undefined, { cause });
    this.#drain();
  }

  abort(error: unknown): void {
    this.#fail(error);
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
    do {
      while (!this.#pulling && this.#wantsMore()) this.#pullRow();
    } while (this.#submitReady() && this.#drain());
    if (this.#chunk.length > 0 && this.#mayFlush()) this.#flushSoon();
    this.#pumping = false;
  }

  #wantsMore(): boolean {
    if (
      this.#exhausted ||
      this.#cancelled !== undefined ||
      this.#pauses.isPaused ||
      this.#subscriber.closed ||
      this.#core.lifecycle.isBroken ||
      this.#core.capacity() <= this.#chunk.length
    )
      return false;
    if (this.#chunk.length === 0) this.#chunkSize = this.#limits.nextChunkSize();
    return this.#limits.allowOneMore(this.#calls, this.#chunk.length, this.#chunkSize);
  }

  #pullRow(): void {
    this.#pulling = true;
    this.#rows?.pull(
      (row) => this.#pulled(row),
      (error) => this.#inputFailed(error),
    );
  }

  #pulled(row: Row | undefined): void {
    this.#pulling = false;
    if (this.#subscriber.closed) return;
    if (row === undefined) this.#exhausted = true;
    else this.#chunk.push(row);
    this.#submitReady();
    this.#drain();
  }

  #inputFailed(error: unknown): void {
    this.#inputError = { error };
    this.#pulled(undefined);
  }

  /**
   * Returns true when an incomplete chunk must not wait any longer: while the source has no row, unless the user has set
   * the size of the chunks; and while the results of other rows take up the whole `bufferSize`.
   */
  #mayFlush(): boolean {
    if (this.#pulling) return this.#options.chunkSize === undefined;
    return this.#limits.isBufferFull(this.#calls, this.#chunk.length, this.#chunkSize);
  }

  /** Submits the incomplete chunk in the next turn, so that rows which may be pulled until then join it. */
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    const flush = (): void => {
      this.#flushing = false;
      if (this.#submitChunk()) this.#drain();
    };
    this.#subscriber.add(this.#core.clock.schedule(flush, 0));
  }

  /**
   * Submits the chunk once it is complete, or as much of it as `maxQueue` allows when it allows no more. Returns true if
   * it has submitted a row.
   */
  #submitReady(): boolean {
    const { length } = this.#chunk;
    const complete = this.#exhausted || length >= this.#chunkSize;
    return length > 0 && (complete || this.#core.capacity() <= length) && this.#submitChunk();
  }

  /** Submits as much of the chunk as `maxQueue` allows. */
  #submitChunk(): boolean {
    if (this.#subscriber.closed || this.#cancelled !== undefined) return false;
    const chunk = this.#chunk.splice(0, Math.max(0, this.#core.capacity()));
    for (const [i, row] of chunk.entries()) if (!this.#subscriber.closed) this.#submit(row, i > 0);
    return chunk.length > 0;
  }

  #submit(row: Row, continuesChunk: boolean): void {
    try {
      const job = this.#core.submitAccepted(this.#task, row, this.#options);
      job.continuesChunk = continuesChunk;
      this.#calls.add(job);
    } catch (error) {
      if (!this.#settles || this.#core.lifecycle.isBroken) this.#fail(error);
      else this.#calls.add(new RefusedCall(error));
    }
  }

  /** Emits the results that are there, as far as it is their turn, and pulls more. Returns true once it is done. */
  #drain(): boolean {
    if (this.#draining) return false;
    this.#draining = true;
    try {
      deliverFrom(this, this.#emitReady);
    } finally {
      this.#draining = false;
    }
    this.#endOrPump();
    return true;
  }

  readonly #emitReady = (): void => {
    while (!this.#pauses.isPaused && !this.#subscriber.closed) {
      const call = this.#calls.take();
      if (call === undefined) return;
      this.#emit(call);
    }
  };

  #emit(call: MapCall): void {
    const { failed, outcome } = call;
    if (failed && this.#isLeftOut(call)) this.#incomplete = true;
    else if (this.#settles) this.#deliver((failed ? rejected : fulfilled)(this.#calls.index, outcome));
    else if (failed) this.#fail(outcome);
    else this.#deliver(outcome);
  }

  /**
   * Returns true for a call that was cancelled because the whole run was, by a shutdown or by the user's signal. The
   * error then comes after the results of the running calls; an ordered `map` fails in the place of the call.
   */
  #isLeftOut({ state, outcome }: MapCall): boolean {
    if (state !== 'CANCELLED' || !(this.#settles || this.#options.ordered === false)) return false;
    if (!isCancelledByShutdown(outcome) && !this.#options.signal?.aborted) return false;
    this.#cancelled ??= outcome as CancelledError;
    return true;
  }

  #deliver(value: unknown): void {
    this.#core.lifecycle.deliver(() => this.#receiver.next(value));
  }

  #endOrPump(): void {
    if (this.#subscriber.closed || this.#pauses.isPaused) return;
    if (this.#calls.size > 0) this.#pump();
    else if (this.#cancelled !== undefined) this.#endCancelled(this.#cancelled);
    else if (this.#isComplete) this.#complete();
    else this.#pump();
  }

  /** True when every row was submitted and none was left out. */
  get #isComplete(): boolean {
    return this.#exhausted && this.#chunk.length === 0 && !this.#incomplete;
  }

  #complete(): void {
    if (this.#inputError === undefined) this.#receiver.complete();
    else this.#fail(this.#inputError.error);
  }

  /**
   * Completes when no row is left, so that nothing was cancelled; otherwise fails. A row that is still awaited counts
   * as one.
   */
  #endCancelled(error: CancelledError): void {
    if (this.#chunk.length === 0 && !this.#exhausted && !this.#pulling && !this.#incomplete) this.#pullRow();
    if (this.#subscriber.closed) return;
    if (this.#isComplete) this.#complete();
    else this.#fail(error);
  }

  #fail(error: unknown): void {
    this.#receiver.error(error);
  }
}
