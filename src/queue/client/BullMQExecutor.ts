import { diagnosticsOf } from '../../events/diagnostics.js';
import { BaseExecutor } from '../../executor/BaseExecutor.js';
import type { Executor, ExecutorStats } from '../../executor/Executor.js';
import { ExecutorCore } from '../../executor/ExecutorCore.js';
import { HostProcess } from '../../executor/HostProcess.js';
import { hide } from '../../executor/hidden.js';
import type { JobFuture } from '../../executor/JobFuture.js';
import { makeTaskRef, type Task, type TaskValue } from '../../executor/Task.js';
import { checkBoolean, checkMilliseconds, checkPositiveCount, checkString } from '../../options/checks.js';
import { describe } from '../../options/describe.js';
import { isOptionsObject, type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import { Signer } from '../codec/signature.js';
import { type QueueOptions, queueSchema, sizesOf, storeOf } from '../queueOptions.js';
import { QueueRunner } from './QueueRunner.js';
import { type CheckedQueueOptions, idOfKey, noQueueOptions, type QueueSubmitOptions } from './QueueSubmitOptions.js';

const coreKey: unique symbol = Symbol('core');
const runnerKey: unique symbol = Symbol('runner');

/** Options of a {@link BullMQExecutor}. */
export interface BullMQExecutorOptions extends QueueOptions {
  /** Milliseconds between two look-ups of the pending jobs, which find ends that no event reported. Default: 2,000. */
  reconcile?: number | undefined;
  /** Greatest number of tasks of this executor that may wait, here and in the queue. Default: unlimited. */
  maxQueue?: number | undefined;
  /**
   * If true, the stacks of errors show where the task was submitted: the call of `submit`, `task`, `map` and so on.
   * Default: `true`.
   */
  submitStacks?: boolean | undefined;
}

/** The counts of an executor, and those of a queue. */
export interface QueueStats extends ExecutorStats {
  /** Futures that were cancelled after their job had started: the job is aborted, and its outcome is dropped. */
  readonly cancelledLate: number;
}

/** A view of a queue's executor, with a queue's submit options. */
export interface QueueView extends Executor {
  submit<A extends readonly unknown[], R, P = unknown>(task: Task<A, R>, ...args: A): JobFuture<TaskValue<R>, P>;
  with(options: QueueSubmitOptions): QueueView;
}

/** The job that a Future is attached to: its `id`, or the key it was submitted with. */
export type AttachTo = string | { readonly idempotencyKey: string };

const schema = {
  ...queueSchema,
  reconcile: checkMilliseconds,
  maxQueue: checkPositiveCount,
  submitStacks: checkBoolean,
} satisfies Schema<BullMQExecutorOptions>;
const taker: OptionsTaker = { name: 'new BullMQExecutor()', write: "new BullMQExecutor({ queue: 'media' })" };
const attachSchema = { idempotencyKey: checkString };
const attachTaker: OptionsTaker = { name: 'attach()', write: "attach(id) or attach({ idempotencyKey: 'invoice 7' })" };

let executors = 0;

/**
 * Runs tasks on other machines, through a queue of BullMQ on Redis or Valkey. Tasks and Futures are the same as with
 * other executors, and the jobs outlive the process that submitted them. The servers of the queue run {@link serve}.
 *
 * Tasks are references created by `taskModule`; only their names are sent.
 *
 * `cancel()` settles the Future at once. In the queue, either a server starts the job or the cancellation removes it. A
 * job that had started is aborted, its outcome is dropped, and `stats().cancelledLate` counts it.
 *
 * Python has no equivalent; the closest is the client of Dask.
 *
 * Errors: in addition to the task's own, a Future can fail with `CancelledError`, `TimeoutError`, `TaskNotFoundError`,
 * `SerializationError`, `JobNotFoundError` after `attach`, and `BrokenExecutor` when a job is lost with its server or the
 * queue.
 *
 * @param options - The queue and the executor's limits; see {@link BullMQExecutorOptions}.
 * @throws TypeError for an option of the wrong type, RangeError for one out of range.
 *
 * @example
 * ```ts no-run
 * import { taskModule } from 'rx-futures';
 * import { BullMQExecutor } from 'rx-futures/bullmq';
 *
 * const tasks = taskModule<{ resize(path: string, width: number): string }>();
 * await using executor = new BullMQExecutor({ queue: 'media', connection: { host: '127.0.0.1', port: 6379 } });
 * const future = executor.with({ attempts: 3 }).submit(tasks.resize, 'cat.png', 320);
 * console.log(future.id, await future.result());
 * ```
 */
export class BullMQExecutor extends BaseExecutor {
  /** @internal */
  declare readonly [coreKey]: () => ExecutorCore;
  /** @internal */
  declare readonly [runnerKey]: () => QueueRunner;

  constructor(options: BullMQExecutorOptions) {
    const given = readOptions(options, schema, taker);
    const runner = new QueueRunner({
      reconcile: given.reconcile ?? 2000,
      ...sizesOf(given),
      signer: new Signer(given.secret),
      onError: given.onError ?? (() => {}),
      ...storeOf(given),
    });
    const core = new ExecutorCore(runner, {
      maxQueue: given.maxQueue ?? Number.POSITIVE_INFINITY,
      submitStacks: given.submitStacks ?? true,
      echo: diagnosticsOf(`BullMQExecutor-${executors++}`),
      process: new HostProcess(),
    });
    super(core, noQueueOptions);
    hide(this, coreKey, core);
    hide(this, runnerKey, runner);
  }

  override submit<A extends readonly unknown[], R, P = unknown>(
    task: Task<A, R>,
    ...args: A
  ): JobFuture<TaskValue<R>, P> {
    return super.submit(task, ...args) as JobFuture<TaskValue<R>, P>;
  }

  override with(options: QueueSubmitOptions): QueueView {
    return super.with(options) as QueueView;
  }

  /**
   * Returns a Future for a job that was submitted earlier, possibly by a process that has died since. Cancelling the
   * Future cancels the job.
   *
   * Errors: those of the job; `JobNotFoundError` when the job does not exist, or no longer.
   *
   * @param job - The `id` of its Future, or `{ idempotencyKey }`.
   * @returns The Future; if the job has ended, it settles as soon as the job was looked up.
   * @throws TypeError when `job` is neither; the errors of `submit`.
   */
  attach<R = unknown>(job: AttachTo): JobFuture<R> {
    const options: CheckedQueueOptions = { ...noQueueOptions, jobId: idOf(job) };
    return this[coreKey]().submit(makeTaskRef(undefined, '(attached)'), [], options).future as JobFuture<R>;
  }

  override stats(): QueueStats {
    return { ...super.stats(), cancelledLate: this[runnerKey]().cancelledLate };
  }
}

function idOf(job: unknown): string {
  if (typeof job === 'string' && job !== '') return job;
  if (isOptionsObject(job)) {
    const { idempotencyKey } = readOptions(job, attachSchema, attachTaker);
    if (idempotencyKey !== undefined) return idOfKey(idempotencyKey);
  }
  throw new TypeError(`attach takes the id of a job or { idempotencyKey }, got ${describe(job)}`);
}
