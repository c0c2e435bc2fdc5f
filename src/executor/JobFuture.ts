import { Future } from '../future/Future.js';
import type { Job } from './Job.js';

/** A source of the ids by which jobs can be found again. */
export interface JobIds {
  idOf(job: Job): string;
}

/**
 * The Future of a job in a queue. Its `id` finds the job again: `executor.attach(id)` in any process, also after this
 * one has ended.
 *
 * Errors: those of every Future; `BrokenExecutor` when the job is lost.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor, taskModule } from 'rx-futures';
 * import { BullMQExecutor, MemoryJobStore, serve } from 'rx-futures/bullmq';
 *
 * const store = new MemoryJobStore();
 * const local = new EventLoopExecutor();
 * const server = serve({ tasks: { double: (n: number) => n * 2 }, store, executor: local });
 * const tasks = taskModule<{ double(n: number): number }>();
 *
 * const executor = new BullMQExecutor({ store });
 * const { id } = executor.submit(tasks.double, 21);
 * console.log(await executor.attach<number>(id).result()); // 42
 * await executor.shutdown();
 * await server.close();
 * ```
 */
export class JobFuture<T, P = unknown> extends Future<T, P> {
  readonly #job: Job;
  readonly #ids: JobIds;

  /** @internal */
  constructor(job: Job, ids: JobIds) {
    super(job as Job<T>);
    this.#job = job;
    this.#ids = ids;
  }

  /** The id of its job, for `attach`. */
  get id(): string {
    return this.#ids.idOf(this.#job);
  }
}

/** Makes the Future of a job; its constructor is internal to the core. */
export function makeJobFuture(job: Job, ids: JobIds): JobFuture<unknown> {
  return new JobFuture(job, ids);
}
