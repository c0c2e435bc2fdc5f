import { BrokenProcessPool } from '../../errors/BrokenProcessPool.js';
import { diagnosticsOf } from '../../events/diagnostics.js';
import { BaseExecutor } from '../../executor/BaseExecutor.js';
import { ExecutorCore } from '../../executor/ExecutorCore.js';
import { hide } from '../../executor/hidden.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';
import type { InFlightPolicy } from '../../pool/InFlightPolicy.js';
import { Pool } from '../../pool/Pool.js';
import { completePoolOptions, type PoolOptions } from '../../pool/PoolOptions.js';
import { cloneAcross } from '../../protocol/node/processCodec.js';
import type { StartTransport } from '../../protocol/Transport.js';
import { outside } from '../../transports/node/outside.js';
import { startProcess } from '../../transports/node/processTransport.js';
import { defaultMaxWorkers } from '../node/poolDefaults.js';
import { refuseInPreload } from '../node/refuseInPreload.js';
import { processSchema, processSettings } from './processOptions.js';

const poolKey: unique symbol = Symbol('pool');

/** What a {@link ProcessPoolExecutor} can be made with. */
export interface ProcessPoolOptions extends PoolOptions {
  /** A worker file of your own, which gives its tasks to `expose`. */
  worker?: URL | string | undefined;
  /**
   * Bytes of memory that a child may take: one that has more after a task is replaced. It is its resident set that
   * counts, about 60 MB for a child that has done nothing. A limit within a task is for `execArgv` to set.
   */
  maxWorkerMemory?: number | undefined;
  /** The program to start instead of this Node: a path or the URL of a file. */
  execPath?: string | URL | undefined;
  /**
   * Node's own options for each child, as `['--max-old-space-size=512']` (megabytes). Those of this program when left out,
   * without what is its alone: a text on the command line and the debugger's port.
   */
  execArgv?: string[] | undefined;
  /** The environment of the children; replaces that of the program, as in Node. */
  env?: NodeJS.ProcessEnv | undefined;
  /**
   * The folder that tasks work in: a path or the URL of one; that of the program when left out. What `execArgv` names is
   * looked for from the latter.
   */
  cwd?: string | URL | undefined;
}

const schema = processSchema satisfies Schema<ProcessPoolOptions>;
const taker: OptionsTaker = { name: 'new ProcessPoolExecutor()', write: 'new ProcessPoolExecutor({ maxWorkers: 4 })' };

let pools = 0;

/**
 * Runs tasks on a pool of child processes: for native code that may crash, for `process.chdir`, for memory limits that
 * hold. Children start on demand and are kept. As in Python, one that dies breaks the pool: every outstanding Future fails
 * with a {@link BrokenProcessPool} of its own, and so does every later `submit`; with `onWorkerLost: 'replace'` only what
 * ran there fails. An idle pool does not keep the process alive, a pending Future does. When this process ends, children that
 * are at work are killed; when it is killed itself, they go within a second, also from a loop without an end. Children ignore
 * SIGTERM, SIGINT and SIGHUP, which a terminal or a supervisor may send to all: what they mean is for this process to say. A program
 * that a task starts ends with its child, unless it is `detached`.
 *
 * Arguments and results are copied, also those marked by `transfer`; memory is not shared. What a child writes to its
 * standard output and error appears on those of this process.
 *
 * Python's `ProcessPoolExecutor`; `child_process.fork` with the serialization of structured clones.
 *
 * Errors: what a Future of it can carry beside the task's own: `CancelledError`, `TimeoutError`, `BrokenProcessPool`,
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
    super(core, {});
    hide(this, poolKey, pool);
  }

  /**
   * Shuts down without waiting, cancels what has not begun, and sends SIGTERM to every child: what runs fails with a
   * `BrokenProcessPool`. A child that listens to SIGTERM has a second to end in its own way; one that is still there
   * then gets SIGKILL. Python 3.14's `terminate_workers`.
   */
  terminateWorkers(): void {
    end(this, this[poolKey](), 'SIGTERM');
  }

  /**
   * Shuts down without waiting, cancels what has not begun, and sends SIGKILL to every child: what runs fails with a
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
 * The core of an executor over child processes. For specs: `window` is the dispatcher's own when left out, and without
 * `claims` it is as on a machine where both sides can see no file.
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
  const children = { ...processSettings(given), claims };
  const start: StartTransport = (identity, listener) => outside(() => startProcess(identity, children, listener));
  const pool = new Pool(settings, BrokenProcessPool, start, window, cloneAcross);
  const echo = diagnosticsOf(settings.threadNamePrefix);
  return { core: new ExecutorCore(pool, { ...settings, echo }), pool };
}
