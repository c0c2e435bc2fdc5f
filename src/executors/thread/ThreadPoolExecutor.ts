import type { ResourceLimits, SHARE_ENV } from 'node:worker_threads';
import { BrokenThreadPool } from '../../errors/BrokenThreadPool.js';
import { packageErrors } from '../../errors/packageErrors.js';
import { diagnosticsOf } from '../../events/diagnostics.js';
import { BaseExecutor } from '../../executor/BaseExecutor.js';
import { ExecutorCore } from '../../executor/ExecutorCore.js';
import { HostProcess } from '../../executor/HostProcess.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import type { InFlightPolicy } from '../../pool/InFlightPolicy.js';
import { Pool } from '../../pool/Pool.js';
import { completePoolOptions, type PoolOptions } from '../../pool/PoolOptions.js';
import { knowErrors } from '../../protocol/knownErrors.js';
import type { StartTransport } from '../../protocol/Transport.js';
import { outside } from '../../transports/node/outside.js';
import { startThread, type ThreadOptions } from '../../transports/node/threadTransport.js';
import { mainModule } from '../node/mainModule.js';
import { defaultMaxWorkers } from '../node/poolDefaults.js';
import { refuseInPreload } from '../node/refuseInPreload.js';
import { loaderIn } from '../node/typeScriptLoader.js';
import { threadSchema, threadSettings } from './threadOptions.js';

knowErrors(packageErrors);

/** The options of a {@link ThreadPoolExecutor}. */
export interface ThreadPoolOptions extends PoolOptions {
  /** Your own worker file, which passes its tasks to `expose`. */
  worker?: URL | string | undefined;
  /**
   * Bytes of memory that a thread may use; a thread that exceeds them at the end of a task is replaced. Its used heap
   * and its buffers outside of the heap count. To limit memory during a task, use `resourceLimits`.
   */
  maxWorkerMemory?: number | undefined;
  /** Limits of each thread's memory, as in Node. */
  resourceLimits?: ResourceLimits | undefined;
  /** Node's own options for each thread. */
  execArgv?: string[] | undefined;
  /** The environment of the threads; replaces that of the program, as in Node. `SHARE_ENV` of `node:worker_threads` shares it. */
  env?: NodeJS.ProcessEnv | typeof SHARE_ENV | undefined;
}

const schema = threadSchema satisfies Schema<ThreadPoolOptions>;
const taker: OptionsTaker = { name: 'new ThreadPoolExecutor()', write: 'new ThreadPoolExecutor({ maxWorkers: 4 })' };

let pools = 0;

/**
 * Runs tasks on a pool of `node:worker_threads`. Threads start on demand and are kept; one that dies is replaced, and
 * only the tasks that ran on it fail. An idle pool does not keep the process alive, a pending Future does.
 *
 * Python's `ThreadPoolExecutor`, with threads that run in parallel.
 *
 * Errors: besides the task's own, its Futures fail with `CancelledError`, `TimeoutError`, `BrokenThreadPool`,
 * `SerializationError`, `TaskNotFoundError`.
 *
 * @param options - All optional; see {@link ThreadPoolOptions}.
 * @throws TypeError for an option of the wrong type, RangeError for one out of range.
 *
 * @example
 * ```ts
 * import { ThreadPoolExecutor } from 'rx-futures/node';
 *
 * await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
 * const sum = pool.submit((a: number, b: number) => a + b, 40, 2);
 * console.log(await sum.result()); // 42
 * ```
 */
export class ThreadPoolExecutor extends BaseExecutor {
  constructor(options: ThreadPoolOptions = {}) {
    super(threadPool(options));
  }
}

/** Returns the core of an executor over worker threads. `window` is for specs and defaults to the adaptive policy. */
export function threadPool(options: ThreadPoolOptions, window?: InFlightPolicy): ExecutorCore {
  refuseInPreload();
  const given = readOptions(options, schema, taker);
  const settings = completePoolOptions(given, {
    maxWorkers: defaultMaxWorkers(),
    threadNamePrefix: `ThreadPoolExecutor-${pools++}`,
    onWorkerLost: 'replace',
  });
  const { file, worker } = threadSettings(given);
  const loader = loaderIn(process.execArgv, process.env);
  const threads: ThreadOptions = { file, loader, main: mainModule(), worker };
  const start: StartTransport = (identity, listener) => outside(() => startThread(identity, threads, listener));
  const pool = new Pool(settings, BrokenThreadPool, start, window);
  const echo = diagnosticsOf(settings.threadNamePrefix);
  return new ExecutorCore(pool, { ...settings, echo, process: new HostProcess() });
}
