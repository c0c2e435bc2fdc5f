import { diagnosticsOf } from '../../events/diagnostics.js';
import { BaseExecutor } from '../../executor/BaseExecutor.js';
import { ExecutorCore } from '../../executor/ExecutorCore.js';
import { checkBoolean, checkCount, checkMilliseconds, checkPositiveCount } from '../../options/checks.js';
import { describe } from '../../options/describe.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import type { LoadWorkerFile } from './LocalFunctions.js';
import { LocalRunner } from './LocalRunner.js';

/** What an {@link EventLoopExecutor} can be made with. */
export interface EventLoopOptions {
  /** Most tasks at once; 32 when left out. */
  maxWorkers?: number | undefined;
  /** Whether arguments and results are cloned, as on the way to a worker; `false` when left out. */
  isolate?: boolean | undefined;
  /** Most tasks that may wait; any number when left out. */
  maxQueue?: number | undefined;
  /** Milliseconds that an aborted task keeps its slot if it does not end by itself; 100 when left out. */
  abortGrace?: number | undefined;
  /**
   * Loads the worker's own file here, before the first task that it exposes: `() => import('./x.worker')`. So the same
   * tasks run where there are no workers, on a server or in a test.
   */
  worker?: (() => unknown) | undefined;
}

const schema = {
  maxWorkers: checkPositiveCount,
  isolate: checkIsolate,
  maxQueue: checkCount,
  abortGrace: checkMilliseconds,
  worker: checkWorker,
} satisfies Schema<EventLoopOptions>;
const taker: OptionsTaker = {
  name: 'new EventLoopExecutor()',
  write: 'new EventLoopExecutor({ maxWorkers: 4 })',
};

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
    const given = readOptions(options, schema, taker);
    const { maxWorkers = 32, maxQueue = Number.POSITIVE_INFINITY, abortGrace = 100 } = given;
    const { isolate = false, worker: loadFile } = given;
    const runner = new LocalRunner({ maxWorkers, isolate, abortGrace, ...(loadFile !== undefined && { loadFile }) });
    const echo = diagnosticsOf(`EventLoopExecutor-${executors++}`);
    super(new ExecutorCore(runner, { maxQueue, submitStacks: false, echo }), {});
  }
}

function checkIsolate(value: unknown, name: string): boolean {
  const isolate = checkBoolean(value, name);
  if (isolate && typeof structuredClone !== 'function') {
    throw new TypeError('isolate needs structuredClone, which this environment does not have');
  }
  return isolate;
}

function checkWorker(worker: unknown): LoadWorkerFile {
  if (typeof worker === 'function') return worker as LoadWorkerFile;
  throw new TypeError(
    `worker must be a function that loads the worker's file, got ${describe(worker)}: write () => import("./x.worker")`,
  );
}
