import { BrokenProcessPool } from '../../errors/BrokenProcessPool.js';
import { packageErrors } from '../../errors/packageErrors.js';
import { diagnosticsOf } from '../../events/diagnostics.js';
import { BaseExecutor } from '../../executor/BaseExecutor.js';
import { ExecutorCore } from '../../executor/ExecutorCore.js';
import { HostProcess } from '../../executor/HostProcess.js';
import { hide } from '../../executor/hidden.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import type { InFlightPolicy } from '../../pool/InFlightPolicy.js';
import { Pool } from '../../pool/Pool.js';
import { completePoolOptions, type PoolOptions } from '../../pool/PoolOptions.js';
import { knowErrors } from '../../protocol/knownErrors.js';
import { cloneAcross } from '../../protocol/node/processCodec.js';
import type { StartTransport } from '../../protocol/Transport.js';
import { outside } from '../../transports/node/outside.js';
import { startProcess } from '../../transports/node/processTransport.js';
import { mainModule } from '../node/mainModule.js';
import { defaultMaxWorkers } from '../node/poolDefaults.js';
import { refuseInPreload } from '../node/refuseInPreload.js';
import { processSchema, processSettings } from './processOptions.js';

knowErrors(packageErrors);

const poolKey: unique symbol = Symbol('pool');

/** The options of a {@link ProcessPoolExecutor}. */
export interface ProcessPoolOptions extends PoolOptions {
  /** Your own worker file, which passes its tasks to `expose`. */
  worker?: URL | string | undefined;
  /**
   * Bytes of memory that a child may use; a child that exceeds them at the end of a task is replaced. Its resident set
   * counts, about 60 MB for a child that has run no task. To limit memory during a task, use `execArgv`.
   */
  maxWorkerMemory?: number | undefined;
  /** The program to start instead of this Node: a path or the URL of a file. */
  execPath?: string | URL | undefined;
  /**
   * Node's own options for each child, such as `['--max-old-space-size=512']` (megabytes). Default: those of this
   * program, except code on the command line and the debugger's port.
   */
  execArgv?: string[] | undefined;
  /** The environment of the children; replaces that of the program, as in Node. */
  env?: NodeJS.ProcessEnv | undefined;
  /**
   * The working directory of the tasks: a path or the URL of one. Modules named in `execArgv` are resolved from the
   * program's working directory. Default: that of the program.
   */
  cwd?: string | URL | undefined;
}

const schema = processSchema satisfies Schema<ProcessPoolOptions>;
const taker: OptionsTaker = { name: 'new ProcessPoolExecutor()', write: 'new ProcessPoolExecutor({ maxWorkers: 4 })' };

let pools = 0;

/**
 * Runs tasks on a pool of child processes: for native code that may crash, for `process.chdir`, for enforced memory
 * limits. Children start on demand and are kept. As in Python, one that dies breaks the pool: every outstanding Future
 * fails with its own {@link BrokenProcessPool}, and so does every later `submit`; with `onWorkerLost: 'replace'` only
 * the tasks that ran on it fail. An idle pool does not keep the process alive, a pending Future does. When this process
 * ends, busy children are killed; when it is killed itself, they end within a second, even from an endless loop.
 * Children ignore SIGTERM, SIGINT and SIGHUP, which a terminal or a supervisor may send to all processes: this process
 * decides how to handle them. A program that a task starts ends with its child, unless it is `detached`.
 *
 * Arguments and results are copied, also those marked by `transfer`; memory is not shared. What a child writes to its
 * standard output and error appears on those of this process.
 *
 * Python's `ProcessPoolExecutor`; `child_process.fork` with the serialization of structured clones.
 *
 * Errors: besides the task's own, its Futures fail with `CancelledError`, `TimeoutError`, `BrokenProcessPool`,
 * `SerializationError`, `TaskNotFoundError`.
 *
 * @param options - All optional; see {@link ProcessPoolOptions}.
 * @throws TypeError for an option of the wrong type, RangeError for one out of range.
 *
 * @example
 * ```ts
 * import { ProcessPoolExecutor } from 'rx-futures/node';
 *
 * await using pool = new ProcessPoolExecutor({ maxWorkers: 2 });
 * const there = pool.submit(() => process.pid);
 * console.log((await there.result()) === process.pid); // false
 * ```
 */
export class ProcessPoolExecutor extends BaseExecutor {
  /** @internal */
  declare readonly [poolKey]: () => Pool;

  constructor(options: ProcessPoolOptions = {}) {
    const { core, pool } = processPool(options);
    super(core);
    hide(this, poolKey, pool);
  }

  /**
   * Shuts down without waiting, cancels queued tasks, and sends SIGTERM to every child: running tasks fail with a
   * `BrokenProcessPool`. A child that listens to SIGTERM has a second to end by itself; one that still runs then gets
   * SIGKILL. Python 3.14's `terminate_workers`.
   */
  terminateWorkers(): void {
    end(this, this[poolKey](), 'SIGTERM');
  }

  /**
   * Shuts down without waiting, cancels queued tasks, and sends SIGKILL to every child: running tasks fail with a
   * `BrokenProcessPool`. Python 3.14's `kill_workers`.
   */
  killWorkers(): void {
    end(this, this[poolKey](), 'SIGKILL');
  }
}

function end(executor: ProcessPoolExecutor, pool: Pool, signal: 'SIGTERM' | 'SIGKILL'): void {
  void executor.shutdown({ wait: false, cancelFutures: true });
  pool.signal(signal);
}

/**
 * Returns the core of an executor over child processes, and its pool. `window` and `claims` are for specs: `window`
 * defaults to the adaptive policy, and without `claims` host and worker share no file.
 */
export function processPool(
  options: ProcessPoolOptions,
  window?: InFlightPolicy,
  claims = true,
): { core: ExecutorCore; pool: Pool } {
  refuseInPreload();
  const given = readOptions(options, schema, taker);
  const settings = completePoolOptions(given, {
    maxWorkers: defaultMaxWorkers(),
    threadNamePrefix: `ProcessPoolExecutor-${pools++}`,
    onWorkerLost: 'break',
  });
  const children = { ...processSettings(given), main: mainModule(), claims };
  const start: StartTransport = (identity, listener) => outside(() => startProcess(identity, children, listener));
  const pool = new Pool(settings, BrokenProcessPool, start, window, cloneAcross);
  const echo = diagnosticsOf(settings.threadNamePrefix);
  return { core: new ExecutorCore(pool, { ...settings, echo, process: new HostProcess() }), pool };
}
