import { IndexedSet } from '../../collections/IndexedSet.js';
import { TaskNotFoundError } from '../../errors/TaskNotFoundError.js';
import type { Executor } from '../../executor/Executor.js';
import { checkLimit } from '../../options/checks.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import { systemClock } from '../../time/rx/systemClock.js';
import { type CallOptions, countOfCalls, decodeCalls } from '../codec/payloadCodec.js';
import { type AnswerNotes, type CallOutcome, encodeAnswer } from '../codec/resultCodec.js';
import type { Signer } from '../codec/signature.js';
import { checkSize, sizeError } from '../codec/sizes.js';
import { sizeOf } from '../codec/valueCodec.js';
import type { JobResult, JobServing, JobStore, ServeSettings, StartedJob } from '../JobStore.js';
import type { SizeLimits } from '../queueOptions.js';
import { ServedJob, wereAbandoned } from './ServedJob.js';
import type { TaskRegistry } from './TaskRegistry.js';

/** Milliseconds that what was stopped has to say so; a queue that cannot be reached does not hold a server up for longer. */
const lastWord = 1000;

/** What a server has done and does. */
export interface ServerStats {
  /** Jobs that run now. */
  readonly running: number;
  /** Jobs that ended well. */
  readonly succeeded: number;
  /** Jobs that ended otherwise. */
  readonly failed: number;
}

/** How a server is to end. */
export interface CloseOptions {
  /** Milliseconds that running jobs have; what is left then is stopped, and begins again elsewhere if it has attempts. */
  timeout?: number | undefined;
}

/** What a server is made with. */
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
  /** Its name in the queue's records. */
  readonly name: string;
  /** Resolves when it takes jobs. */
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
   * What it does now, and has done.
   *
   * @returns A snapshot.
   */
  stats(): ServerStats {
    return { running: this.#jobs.size, succeeded: this.#succeeded, failed: this.#failed };
  }

  /** Whether it has been told to end. */
  get closing(): boolean {
    return this.#closed !== undefined;
  }

  /**
   * Takes no more jobs, and ends when those that run are done. The executor stays: it is its owner's.
   *
   * @param options - `timeout` in milliseconds.
   * @returns Resolves when it is gone.
   * @throws TypeError for an option of the wrong type, RangeError for one out of range.
   */
  async close(options: CloseOptions = {}): Promise<void> {
    const { timeout } = readOptions(options, closeSchema, closeTaker);
    this.#closed ??= this.#close();
    if (timeout === undefined) return this.#closed;
    const deadline = systemClock.schedule(() => this.#abandon(), timeout);
    const last = systemClock.schedule(() => void this.#serving.close(true), timeout + lastWord);
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
    const began = systemClock.now();
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
    return this.#result(job, outcomes, systemClock.now() - began);
  }

  #result(job: StartedJob, outcomes: readonly CallOutcome[], spent: number): JobResult {
    const ok = outcomes.every(({ failed }) => !failed);
    if (ok) this.#succeeded += 1;
    else this.#failed += 1;
    if (job.signal.aborted && !ok) return { ok, again: false, end: { kind: 'cancelled' } };
    if (wereAbandoned(outcomes)) {
      return { ok, again: true, end: { kind: 'lost', reason: `${this.name} stopped before job ${job.id} was done` } };
    }
    return { ok, again: !ok && outcomes.length === 1, end: this.#answer(job.id, outcomes, spent) };
  }

  /** It is not run, here or elsewhere. */
  #refuse(job: StartedJob, error: unknown): JobResult {
    this.#failed += 1;
    const outcomes = Array.from({ length: countOfCalls(job.payload) }, () => ({ failed: true, value: error }));
    return { ok: false, again: false, end: this.#answer(job.id, outcomes, 0) };
  }

  #answer(id: string, outcomes: readonly CallOutcome[], spent: number): JobResult['end'] {
    const notes: AnswerNotes = { server: this.name, spent };
    const { signer, maxResult } = this.#settings;
    const answer = encodeAnswer(id, outcomes, notes, signer);
    const value = sizeError('result', sizeOf(answer), maxResult);
    if (value === undefined) return { kind: 'answer', answer };
    const failures = outcomes.map(() => ({ failed: true, value }));
    return { kind: 'answer', answer: encodeAnswer(id, failures, notes, signer) };
  }
}

/** With the options of a job; of most there are none. */
function viewOf(executor: Executor, options: CallOptions): Executor {
  return Object.keys(options).length === 0 ? executor : executor.with(options);
}

function notServed(name: string): TaskNotFoundError {
  return new TaskNotFoundError(`no task is served by the name "${name}"`);
}
