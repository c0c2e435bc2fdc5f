import { diagnosticsOf } from '../../events/diagnostics.js';
import { BaseExecutor } from '../../executor/BaseExecutor.js';
import { ExecutorCore } from '../../executor/ExecutorCore.js';
import { HostProcess } from '../../executor/HostProcess.js';
import { checkBoolean, checkCount, checkMilliseconds, checkPositiveCount } from '../../options/checks.js';
import { describe } from '../../options/describe.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import type { LoadWorkerFile } from './LocalFunctions.js';
import { LocalRunner } from './LocalRunner.js';

/** The options of an {@link EventLoopExecutor}. */
export interface EventLoopOptions {
  /** Greatest number of tasks at once. Default: 32. */
  maxWorkers?: number | undefined;
  /** If `true`, arguments and results are cloned, as if sent to a worker. Default: `false`. */
  isolate?: boolean | undefined;
  /** Greatest number of waiting tasks. Default: no limit. */
  maxQueue?: number | undefined;
  /** Milliseconds that an aborted task keeps its slot if it does not end by itself. Default: 100. */
  abortGrace?: number | undefined;
  /**
   * Loads the worker's own file on the event loop, before the first task that it exposes: `() => import('./x.worker')`.
   * So the same tasks run where there are no workers, on a server or in a test.
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
 * Runs tasks on the event loop of the caller: for asynchronous work, for tests, and where there are no workers. Any
 * closure works, and so do module tasks. A running task cannot be killed: after `abortGrace` its slot is free for other
 * tasks.
 *
 * Python has no direct counterpart; it serves as `ThreadPoolExecutor` does for I/O.
 *
 * Errors: besides the task's own, its Futures fail with `CancelledError`, `TimeoutError`, `TaskNotFoundError`, and with
 * `isolate` `SerializationError`.
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
    const name = `EventLoopExecutor-${executors++}`;
    const slots = { maxWorkers, abortGrace };
    const runner = new LocalRunner({ ...slots, name, isolate, ...(loadFile !== undefined && { loadFile }) });
    const echo = diagnosticsOf(name);
    super(new ExecutorCore(runner, { maxQueue, submitStacks: false, echo, process: new HostProcess() }));
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
