import { IndexedSet } from '../../collections/IndexedSet.js';
import { TaskNotFoundError } from '../../errors/TaskNotFoundError.js';
import type { Executor } from '../../executor/Executor.js';
import { checkLimit } from '../../options/checks.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import { systemClock } from '../../time/rx/systemClock.js';
import { type CallOptions, countOfCalls, decodeCalls } from '../codec/payloadCodec.js';
import { type CallOutcome, encodeResults, type ResultNotes } from '../codec/resultCodec.js';
import type { Signer } from '../codec/signature.js';
import { checkSize, sizeError } from '../codec/sizes.js';
import { sizeOf } from '../codec/valueCodec.js';
import type { JobResult, JobServing, JobStore, ServeSettings, StartedJob } from '../JobStore.js';
import type { SizeLimits } from '../queueOptions.js';
import { ServedJob, wereAbandoned } from './ServedJob.js';
import type { TaskRegistry } from './TaskRegistry.js';

/**
 * Milliseconds for the results of stopped jobs to be sent; an unreachable queue does not delay the server any longer.
 */
const closeGrace = 1000;

/** The counts of a server. */
export interface ServerStats {
  /** Running jobs. */
  readonly running: number;
  /** Jobs that succeeded. */
  readonly succeeded: number;
  /** Jobs that failed or were stopped. */
  readonly failed: number;
}

/** Options of `close`. */
export interface CloseOptions {
  /**
   * Milliseconds that running jobs have to end; the remaining ones are stopped, and started again by another server if
   * they have attempts left.
   */
  timeout?: number | undefined;
}

/** Settings of a {@link JobServer}. */
export interface ServerSettings extends ServeSettings, SizeLimits {
  readonly tasks: TaskRegistry;
  readonly executor: Executor;
  readonly signer: Signer;
  readonly store: JobStore;
  readonly ownsStore: boolean;
}

const closeSchema = { timeout: checkLimit } satisfies Schema<CloseOptions>;
const closeTaker: OptionsTaker = { name: 'close()', write: 'close({ timeout: 10_000 })' };

/**
 * Takes jobs from a queue and runs them on an executor; made by {@link serve}.
 *
 * Errors: `ready` rejects when the queue cannot be used at all.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor } from 'rx-futures';
 * import { MemoryJobStore, serve } from 'rx-futures/bullmq';
 *
 * const server = serve({ tasks: { now: () => 1 }, store: new MemoryJobStore(), executor: new EventLoopExecutor() });
 * await server.ready;
 * console.log(server.stats()); // { running: 0, succeeded: 0, failed: 0 }
 * await server.close({ timeout: 1000 });
 * ```
 */
export class JobServer implements AsyncDisposable {
  /** The server's name in the records of the queue. */
  readonly name: string;
  /** Resolves once the server takes jobs. */
  readonly ready: Promise<void>;
  readonly #settings: ServerSettings;
  readonly #serving: JobServing;
  readonly #jobs = new IndexedSet<ServedJob>();
  #succeeded = 0;
  #failed = 0;
  #closed: Promise<void> | undefined;

  /** @internal */
  constructor(settings: ServerSettings) {
    this.#settings = settings;
    this.name = settings.name;
    this.#serving = settings.store.serve((job) => this.#run(job), settings);
    this.ready = this.#serving.ready;
    this.ready.catch(settings.onError);
  }

  /**
   * Returns the counts of the server.
   *
   * @returns A snapshot.
   */
  stats(): ServerStats {
    return { running: this.#jobs.size, succeeded: this.#succeeded, failed: this.#failed };
  }

  /** True once `close` was called. */
  get closing(): boolean {
    return this.#closed !== undefined;
  }

  /**
   * Takes no more jobs and ends when the running ones have ended. Does not shut the executor down, which belongs to the
   * caller of {@link serve}.
   *
   * @param options - `timeout` in milliseconds.
   * @returns Resolves when the server has ended.
   * @throws TypeError for an option of the wrong type, RangeError for one out of range.
   */
  async close(options: CloseOptions = {}): Promise<void> {
    const { timeout } = readOptions(options, closeSchema, closeTaker);
    this.#closed ??= this.#close();
    if (timeout === undefined) return this.#closed;
    const deadline = systemClock.schedule(() => this.#abandon(), timeout);
    const last = systemClock.schedule(() => void this.#serving.close(true), timeout + closeGrace);
    return this.#closed.finally(() => {
      deadline.unsubscribe();
      last.unsubscribe();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await this.#serving.close(false);
    if (this.#settings.ownsStore) await this.#settings.store.close();
  }

  #abandon(): void {
    for (const job of [...this.#jobs]) job.abandon();
  }

  async #run(job: StartedJob): Promise<JobResult> {
    const startedAt = systemClock.now();
    let calls: ReturnType<typeof decodeCalls>;
    try {
      checkSize('arguments', sizeOf(job.payload), this.#settings.maxPayload);
      calls = decodeCalls(job.id, job.task, job.payload, this.#settings.signer);
    } catch (error) {
      return this.#refuse(job, error);
    }
    const task = this.#settings.tasks.find(job.task);
    if (task === undefined) return this.#refuse(job, notServed(job.task));
    const served = new ServedJob(job, calls.rows.length);
    this.#jobs.put(served);
    const outcomes = await served.run(task, calls.rows, viewOf(this.#settings.executor, calls.options), calls.progress);
    this.#jobs.take(served);
    return this.#result(job, outcomes, systemClock.now() - startedAt);
  }

  #result(job: StartedJob, outcomes: readonly CallOutcome[], duration: number): JobResult {
    const ok = outcomes.every(({ failed }) => !failed);
    if (ok) this.#succeeded += 1;
    else this.#failed += 1;
    if (job.signal.aborted && !ok) return { ok, again: false, end: { kind: 'cancelled' } };
    if (wereAbandoned(outcomes)) {
      return { ok, again: true, end: { kind: 'lost', reason: `${this.name} stopped before job ${job.id} was done` } };
    }
    return { ok, again: !ok && outcomes.length === 1, end: this.#encode(job.id, outcomes, duration) };
  }

  /** Fails a job without running it; it is not started again. */
  #refuse(job: StartedJob, error: unknown): JobResult {
    this.#failed += 1;
    const outcomes = Array.from({ length: countOfCalls(job.payload) }, () => ({ failed: true, value: error }));
    return { ok: false, again: false, end: this.#encode(job.id, outcomes, 0) };
  }

  #encode(id: string, outcomes: readonly CallOutcome[], duration: number): JobResult['end'] {
    const notes: ResultNotes = { server: this.name, duration };
    const { signer, maxResult } = this.#settings;
    const results = encodeResults(id, outcomes, notes, signer);
    const value = sizeError('result', sizeOf(results), maxResult);
    if (value === undefined) return { kind: 'results', results };
    const failures = outcomes.map(() => ({ failed: true, value }));
    return { kind: 'results', results: encodeResults(id, failures, notes, signer) };
  }
}

/** Returns the executor, as a view only when the job has options; most have none. */
function viewOf(executor: Executor, options: CallOptions): Executor {
  return Object.keys(options).length === 0 ? executor : executor.with(options);
}

function notServed(name: string): TaskNotFoundError {
  return new TaskNotFoundError(`no task is served by the name "${name}"`);
}
