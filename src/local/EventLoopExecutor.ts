import { diagnosticsOf } from '../events/diagnostics.js';
import { BaseExecutor } from '../executor/BaseExecutor.js';
import { checkCount, checkMilliseconds, checkOptionsObject, describe, own } from '../executor/checkOptions.js';
import { ExecutorCore } from '../executor/ExecutorCore.js';
import type { LoadWorkerFile } from './LocalFunctions.js';
import { LocalRunner } from './LocalRunner.js';

/** What an {@link EventLoopExecutor} can be made with. */
export interface EventLoopOptions {
  /** Most tasks at once; 32 when left out. */
  maxWorkers?: number;
  /** Whether arguments and results are cloned, as on the way to a worker; `false` when left out. */
  isolate?: boolean;
  /** Most tasks that may wait; any number when left out. */
  maxQueue?: number;
  /** Milliseconds that an aborted task keeps its slot if it does not end by itself; 100 when left out. */
  abortGrace?: number;
  /**
   * Loads the worker's own file here, before the first task that it exposes: `() => import('./x.worker')`. So the same
   * tasks run where there are no workers, on a server or in a test.
   */
  worker?: () => unknown;
}

let executors = 0;

/**
 * Runs tasks here, on the event loop: for asynchronous work, for tests, and where there are no workers. Any closure
 * works, and so do module tasks. A running task cannot be killed: after `abortGrace` its slot is given to others.
 *
 * Python has nothing like it; in meaning it is its `ThreadPoolExecutor` for I/O.
 *
 * Errors: what a Future of it can carry beside the task's own: `CancelledError`, `TimeoutError`, `TaskNotFoundError`,
 * and with `isolate` `SerializationError`.
 *
 * @param options - All optional; see {@link EventLoopOptions}.
 * @throws TypeError for an option of the wrong type, or `isolate` where there is no `structuredClone`; RangeError for one
 *   out of range.
 *
 * @example
 * ```ts
 * import { EventLoopExecutor } from 'rx-futures';
 *
 * await using executor = new EventLoopExecutor({ maxWorkers: 4 });
 * executor.map((n: number) => n * n, [1, 2, 3]).subscribe((square) => console.log(square)); // 1 4 9
 * ```
 */
export class EventLoopExecutor extends BaseExecutor {
  constructor(options: EventLoopOptions = {}) {
    checkOptionsObject(options);
    const maxWorkers = checkCount(own(options, 'maxWorkers', 32), 'maxWorkers');
    const maxQueue = checkCount(own(options, 'maxQueue', Number.POSITIVE_INFINITY), 'maxQueue', 0);
    const abortGrace = checkMilliseconds('abortGrace', own(options, 'abortGrace')) ?? 100;
    const isolate = checkIsolate(own(options, 'isolate', false));
    const loadFile = checkWorker(own(options, 'worker'));
    const runner = new LocalRunner({ maxWorkers, isolate, abortGrace, ...(loadFile !== undefined && { loadFile }) });
    const echo = diagnosticsOf(`EventLoopExecutor-${executors++}`);
    super(new ExecutorCore(runner, { maxQueue, submitStacks: false, echo }), {});
  }
}

function checkIsolate(isolate: unknown): boolean {
  if (typeof isolate !== 'boolean') throw new TypeError(`isolate must be true or false, got ${describe(isolate)}`);
  if (isolate && typeof structuredClone !== 'function') {
    throw new TypeError('isolate needs structuredClone, which this environment does not have');
  }
  return isolate;
}

function checkWorker(worker: unknown): LoadWorkerFile | undefined {
  if (worker === undefined || typeof worker === 'function') return worker as LoadWorkerFile | undefined;
  throw new TypeError(
    `worker must be a function that loads the worker's file, got ${describe(worker)}: write () => import("./x.worker")`,
  );
}
