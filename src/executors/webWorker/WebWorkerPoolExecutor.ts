import { BrokenExecutor } from '../../errors/BrokenExecutor.js';
import { BrokenThreadPool } from '../../errors/BrokenThreadPool.js';
import { QueueFullError } from '../../errors/QueueFullError.js';
import { BaseExecutor } from '../../executor/BaseExecutor.js';
import { ExecutorCore } from '../../executor/ExecutorCore.js';
import { checkMilliseconds } from '../../options/checks.js';
import { describe } from '../../options/describe.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import { Pool } from '../../pool/Pool.js';
import { completePoolOptions, type PoolOptions, poolSchema } from '../../pool/PoolOptions.js';
import { knowErrors } from '../../protocol/knownErrors.js';
import { type StartTransport, WorkerMisuse } from '../../protocol/Transport.js';
import { startTimer } from '../../time/systemTimers.js';
import type { WebWorkerSource } from '../../transports/web/WebWorkerSource.js';
import { WebWorkerTransport } from '../../transports/web/WebWorkerTransport.js';

/** The options of a {@link WebWorkerPoolExecutor}. */
export interface WebWorkerPoolOptions extends PoolOptions {
  /**
   * Makes a worker of your own file, which passes its tasks to `expose`. Write it in one expression, so that bundlers
   * recognise it: `() => new Worker(new URL('./x.worker', import.meta.url), { type: 'module' })`. For inline functions
   * without a file, pass `inlineWorker` of `rx-futures/web/inline`. Required.
   */
  worker: () => Worker;
  /** Milliseconds that a worker's file may take to load and call `expose`. Default: 10,000. */
  startTimeout?: number | undefined;
}

const schema = {
  ...poolSchema,
  worker: factory,
  startTimeout: checkMilliseconds,
} satisfies Schema<WebWorkerPoolOptions>;
const taker: OptionsTaker = {
  name: 'new WebWorkerPoolExecutor()',
  write: 'new WebWorkerPoolExecutor({ worker, maxWorkers: 4 })',
};

let pools = 0;

/**
 * Runs tasks on a pool of Web Workers. Workers start on demand and are kept; one that dies is replaced, and only the
 * tasks that ran on it fail. Results are delivered in slices, so that the page stays responsive while thousands of them
 * arrive. Memory is shared with the workers if the page is cross-origin isolated, and not needed elsewhere.
 *
 * Python's `ThreadPoolExecutor`, for a page.
 *
 * Errors: besides the task's own, its Futures fail with `CancelledError`, `TimeoutError`, `BrokenThreadPool`,
 * `SerializationError`, `TaskNotFoundError`.
 *
 * @param options - All but `worker` are optional; see {@link WebWorkerPoolOptions}.
 * @throws TypeError for an option of the wrong type and without a `worker`, RangeError for one out of range.
 *
 * @example
 * ```ts no-run
 * // x.worker.ts:  import { expose } from 'rx-futures/worker'; export const tasks = { … }; expose(tasks);
 * import { taskModule } from 'rx-futures';
 * import { WebWorkerPoolExecutor } from 'rx-futures/web';
 *
 * const pool = new WebWorkerPoolExecutor({
 *   worker: () => new Worker(new URL('./x.worker', import.meta.url), { type: 'module' }),
 * });
 * // with `typeof import('./x.worker').tasks` as its type argument, the names and types are those of the file
 * const tasks = taskModule<{ sum(numbers: number[]): number }>();
 * pool.submit(tasks.sum, [1, 2, 3]).subscribe((sum) => console.log(sum));
 * ```
 */
export class WebWorkerPoolExecutor extends BaseExecutor {
  constructor(options: WebWorkerPoolOptions) {
    super(webWorkerPool(options));
  }
}

function webWorkerPool(options: Partial<WebWorkerPoolOptions> = {}): ExecutorCore {
  knowErrors([BrokenExecutor, BrokenThreadPool, QueueFullError]);
  const { worker = noWorker(), ...given } = readOptions(options, schema, taker);
  const settings = completePoolOptions(given, {
    maxWorkers: globalThis.navigator?.hardwareConcurrency ?? 1,
    threadNamePrefix: `WebWorkerPoolExecutor-${pools++}`,
    onWorkerLost: 'replace',
  });
  const source: WebWorkerSource = {
    make: worker,
    startTimeout: given.startTimeout ?? 10_000,
    startTimer: (fn, milliseconds) => startTimer(fn, milliseconds, true),
  };
  const start: StartTransport = (_identity, listener) => new WebWorkerTransport(source, listener);
  return new ExecutorCore(new Pool(settings, BrokenThreadPool, start), settings);
}

/** Returns the user's factory, with a check of the workers it makes. */
function factory(worker: unknown): WebWorkerSource['make'] {
  if (typeof worker !== 'function') {
    throw new TypeError(`worker must be a function that makes a Worker, got ${describe(worker)}: ${spelling}`);
  }
  const given = new WeakSet();
  return () => {
    const made = callFactory(worker as () => unknown);
    if (typeof (made as Partial<Worker> | undefined)?.terminate !== 'function') {
      throw new WorkerMisuse(`the worker function must return a Worker, got ${describeMade(made)}: ${spelling}`);
    }
    if (given.has(made as Worker)) throw new WorkerMisuse('the worker function must return a new Worker at each call');
    given.add(made as Worker);
    return made as Worker;
  };
}

function callFactory(worker: () => unknown): unknown {
  try {
    return worker();
  } catch (cause) {
    if (typeof Worker !== 'undefined') throw cause;
    const place = globalThis.constructor.name.replace(/GlobalScope$/, '');
    throw new WorkerMisuse(`there is no Worker in a ${place}: run the tasks on an EventLoopExecutor there`, { cause });
  }
}

/** Describes what the user's factory has made, if it is no worker: it may be a SharedWorker, or its port. */
function describeMade(made: unknown): string {
  const tag = Object.prototype.toString.call(made).slice(8, -1);
  return /Worker|Port/.test(tag) ? `a ${tag}` : describe(made);
}

function noWorker(): never {
  throw new TypeError(
    `worker is required: ${spelling} or, for inline functions, inlineWorker of rx-futures/web/inline`,
  );
}

const spelling = "write () => new Worker(new URL('./x.worker', import.meta.url), { type: 'module' })";
