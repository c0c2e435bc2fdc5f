import { PriorityQueue } from '../../collections/PriorityQueue.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import { backgroundClock } from '../../time/rx/systemClock.js';
import type { Json } from '../codec/Json.js';
import type {
  JobEnd,
  JobHandler,
  JobListener,
  JobResult,
  JobServing,
  JobSnapshot,
  JobStore,
  NewJob,
  ServeSettings,
} from '../JobStore.js';
import { type CheckedRetention, checkRetention, defaultRetention, type Retention } from '../retention.js';
import { MemoryJob } from './MemoryJob.js';
import { MemoryServer, type ServedStore } from './MemoryServer.js';

/** Options of a {@link MemoryJobStore}. */
export interface MemoryStoreOptions {
  /** How long ended jobs are kept, for `attach`. */
  retain?: Retention | undefined;
}

const schema = { retain: checkRetention } satisfies Schema<MemoryStoreOptions>;
const taker: OptionsTaker = { name: 'new MemoryJobStore()', write: 'new MemoryJobStore({ retain: { count: 1000 } })' };

/**
 * A job store in this process, for experiments, for tests, and for a single machine. It gives the guarantees of a
 * {@link JobStore} except one: its jobs end with the process.
 *
 * @param options - All optional; see {@link MemoryStoreOptions}.
 * @throws TypeError for an option of the wrong type, RangeError for one out of range.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor, taskModule } from 'rx-futures';
 * import { BullMQExecutor, MemoryJobStore, serve } from 'rx-futures/bullmq';
 *
 * const store = new MemoryJobStore();
 * const local = new EventLoopExecutor();
 * const server = serve({ tasks: { add: (a: number, b: number) => a + b }, store, executor: local });
 *
 * const tasks = taskModule<{ add(a: number, b: number): number }>();
 * const executor = new BullMQExecutor({ store });
 * console.log(await executor.submit(tasks.add, 1, 2).result()); // 3
 * await executor.shutdown();
 * await server.close();
 * ```
 */
export class MemoryJobStore implements JobStore, ServedStore {
  readonly #unfinished = new Map<string, MemoryJob>();
  /** Oldest first. */
  readonly #ended = new Map<string, MemoryJob>();
  readonly #waiting = new PriorityQueue<MemoryJob>(({ due }) => due);
  /** Number of jobs in the queue. */
  #due = 0;
  readonly #listeners = new Set<JobListener>();
  readonly #servers = new Set<MemoryServer>();
  readonly #retain: CheckedRetention;
  #dispatchScheduled = false;

  constructor(options: MemoryStoreOptions = {}) {
    this.#retain = readOptions(options, schema, taker).retain ?? defaultRetention;
  }

  async add(jobs: readonly NewJob[]): Promise<void> {
    for (const each of jobs) if (this.#find(each.id) === undefined) this.#add(new MemoryJob(each), each.delay);
  }

  async withdraw(id: string, reason: Json): Promise<boolean> {
    const job = this.#find(id);
    if (job === undefined) return false;
    if (job.state === 'waiting') this.#end(job, { kind: 'cancelled' });
    else job.run?.abort(reason);
    return job.starts === 0 && job.end?.kind === 'cancelled';
  }

  async get(ids: readonly string[]): Promise<readonly (JobSnapshot | undefined)[]> {
    return ids.map((id) => this.#find(id)?.snapshot());
  }

  async listen(listener: JobListener): Promise<() => Promise<void>> {
    this.#listeners.add(listener);
    this.#notifyServing(listener);
    return async () => void this.#listeners.delete(listener);
  }

  serve(handler: JobHandler, settings: ServeSettings): JobServing {
    const server = new MemoryServer(this, handler, settings);
    this.#servers.add(server);
    for (const listener of this.#listeners) this.#notifyServing(listener);
    this.dispatch();
    return server;
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }

  /** @internal */
  dispatch(): void {
    if (this.#dispatchScheduled) return;
    this.#dispatchScheduled = true;
    queueMicrotask(() => this.#dispatch());
  }

  /** @internal */
  serverClosed(server: MemoryServer): void {
    this.#servers.delete(server);
    for (const job of [...server.running]) {
      server.ended(job);
      this.#endRun(job, {
        ok: false,
        again: true,
        end: { kind: 'lost', reason: `${server.settings.name} stopped while it ran` },
      });
    }
    for (const listener of this.#listeners) this.#notifyServing(listener);
  }

  #add(job: MemoryJob, delay: number): void {
    this.#unfinished.set(job.id, job);
    this.#enqueue(job, delay);
  }

  #enqueue(job: MemoryJob, delay: number): void {
    job.state = 'waiting';
    if (delay > 0) backgroundClock.schedule(() => this.#push(job), delay);
    else this.#push(job);
  }

  #push(job: MemoryJob): void {
    if (job.state !== 'waiting') return;
    job.due = true;
    this.#due += 1;
    this.#waiting.push(job, job.priority);
    this.dispatch();
  }

  #dispatch(): void {
    this.#dispatchScheduled = false;
    for (;;) {
      const server = [...this.#servers].sort((a, b) => b.free - a.free)[0];
      if (server === undefined || server.free <= 0) return;
      const job = this.#waiting.take();
      if (job === undefined) return;
      this.#start(job, server);
    }
  }

  #start(job: MemoryJob, server: MemoryServer): void {
    const run = new AbortController();
    job.due = false;
    this.#due -= 1;
    job.state = 'running';
    job.starts += 1;
    job.run = run;
    server.running.add(job);
    this.#notify(job.id, (listener) => listener.started(job.id));
    const { id, task, attempts, payload } = job;
    const progress = async (value: Json): Promise<void> => this.#progress(job, run, value);
    void server
      .handler({ id, task, attempts, payload, start: job.starts, signal: run.signal, progress })
      .then((result) => {
        if (job.run !== run) return;
        this.#endRun(job, result);
        server.ended(job);
      });
  }

  #progress(job: MemoryJob, run: AbortController, value: Json): void {
    if (job.run !== run) return;
    job.progress = JSON.parse(JSON.stringify(value)) as Json;
    this.#notify(job.id, (listener) => listener.progress(job.id, value));
  }

  /** Ends a run, successful or not. */
  #endRun(job: MemoryJob, { again, end }: JobResult): void {
    const aborted = job.run?.signal.aborted === true;
    job.run = undefined;
    if (aborted) this.#end(job, { kind: 'cancelled' });
    else if (!again || job.starts >= job.attempts) this.#end(job, JSON.parse(JSON.stringify(end)) as JobEnd);
    else this.#enqueue(job, job.backoff * 2 ** (job.starts - 1));
  }

  #end(job: MemoryJob, end: JobEnd): void {
    if (job.due) this.#removeFromQueue(job);
    job.state = 'ended';
    job.end = end;
    job.endedAt = performance.now();
    this.#unfinished.delete(job.id);
    this.#ended.set(job.id, job);
    this.#notify(job.id, (listener) => listener.ended(job.id, end));
    this.#forgetExpired();
  }

  #removeFromQueue(job: MemoryJob): void {
    job.due = false;
    this.#due -= 1;
    this.#waiting.compact(this.#due);
  }

  /** Removes ended jobs that were kept for their time. */
  #forgetExpired(): void {
    const { age, count } = this.#retain;
    for (const job of this.#ended.values()) {
      if (this.#ended.size <= count && performance.now() - job.endedAt < age) return;
      this.#ended.delete(job.id);
    }
  }

  #find(id: string): MemoryJob | undefined {
    return this.#unfinished.get(id) ?? this.#ended.get(id);
  }

  #notify(id: string, notify: (listener: JobListener) => void): void {
    for (const listener of this.#listeners) if (listener.wants(id)) notify(listener);
  }

  #notifyServing(listener: JobListener): void {
    const slots = [...this.#servers].reduce((sum, { settings }) => sum + settings.concurrency, 0);
    listener.serving(this.#servers.size, slots);
  }
}
