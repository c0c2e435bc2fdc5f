import { type AnyTask, isTaskRef, type Task } from '../executor/Task.js';
import {
  checkBoolean,
  checkCount,
  checkLimit,
  checkLossPolicy,
  checkMilliseconds,
  checkPositiveCount,
  checkString,
} from '../options/checks.js';
import { describe } from '../options/describe.js';
import type { Given, Schema } from '../options/readOptions.js';

/** The options of every pool of workers. */
export interface PoolOptions {
  /**
   * Greatest number of workers. Default: as many as the machine can run at once; `RX_FUTURES_MAX_WORKERS` overrides
   * that.
   */
  maxWorkers?: number | undefined;
  /** Workers that are started at once and kept when idle. Default: 0, all workers start on demand. */
  minWorkers?: number | undefined;
  /**
   * Prefix of the workers' names, shown in events, thread names and traces; named as in Python. Default: the class name
   * and a number.
   */
  threadNamePrefix?: string | undefined;
  /** A task that runs once in each worker before its first task, sync or async. If it fails, the pool is broken. */
  // biome-ignore lint/suspicious/noExplicitAny: any task may be an initializer
  initializer?: Task<any, unknown> | undefined;
  /** Arguments of the initializer. Default: none. */
  initArgs?: readonly unknown[] | undefined;
  /**
   * Milliseconds that a worker may take to start, its initializer included. A worker that takes longer has failed to
   * start: that breaks the pool only when it has no other worker. The same limit holds for the end of a worker that has
   * a finalizer. Default: no limit for the start, 10,000 for the end.
   */
  initTimeout?: number | undefined;
  /**
   * A task that runs once in each worker that retires, closes when idle or is shut down, after its last task, sync or
   * async and without arguments: it closes what the initializer opened. It is loaded when the worker starts; if that
   * fails, the pool is broken. If it throws, rejects or exceeds `initTimeout`, the executor emits `uncaughtError`, and
   * the worker ends. It does not run in a worker that is terminated or lost.
   */
  finalizer?: Task<[], unknown> | undefined;
  /** Number of tasks after which a worker is replaced. Default: never. */
  maxTasksPerChild?: number | undefined;
  /** Milliseconds after which an idle worker is closed. Default: never. */
  idleTimeout?: number | undefined;
  /** Asynchronous tasks that run at once on one worker. Default: 1. */
  tasksPerWorker?: number | undefined;
  /**
   * `'break'`: losing a worker breaks the pool (default for processes, as in Python). `'replace'`: only the tasks that
   * ran on it fail (default elsewhere).
   */
  onWorkerLost?: 'break' | 'replace' | undefined;
  /** Milliseconds that an aborted task has to end by itself before its worker is replaced. Default: 100. */
  abortGrace?: number | undefined;
  /** Greatest number of waiting tasks; tasks sent to a worker do not count. Default: no limit. */
  maxQueue?: number | undefined;
  /**
   * If `true`, errors show where the task was submitted: where `submit`, `task`, `map` and the like were called.
   * Default: `true`.
   */
  submitStacks?: boolean | undefined;
}

/** The options of a pool, complete. */
export interface PoolSettings {
  readonly maxWorkers: number;
  readonly minWorkers: number;
  readonly threadNamePrefix: string;
  readonly initializer: AnyTask | undefined;
  readonly initArgs: readonly unknown[];
  readonly initTimeout: number | undefined;
  readonly finalizer: AnyTask | undefined;
  /** Milliseconds that a worker with a finalizer may take to end. */
  readonly finalizerTimeout: number | undefined;
  readonly maxTasksPerChild: number;
  readonly maxWorkerMemory: number | undefined;
  readonly idleTimeout: number | undefined;
  readonly tasksPerWorker: number;
  readonly onWorkerLost: 'break' | 'replace';
  readonly abortGrace: number;
  readonly maxQueue: number;
  readonly submitStacks: boolean;
}

/** The defaults that differ from executor to executor. */
export interface PoolDefaults {
  readonly maxWorkers: number;
  readonly threadNamePrefix: string;
  readonly onWorkerLost: 'break' | 'replace';
}

/** The checks of a pool's options; each executor adds its own. */
export const poolSchema = {
  maxWorkers: checkMaxWorkers,
  minWorkers: checkCount,
  threadNamePrefix: checkString,
  initializer: checkTask,
  initArgs: checkArgs,
  initTimeout: checkLimit,
  finalizer: checkTask,
  maxTasksPerChild: checkPositiveCount,
  idleTimeout: checkLimit,
  tasksPerWorker: checkPositiveCount,
  onWorkerLost: checkLossPolicy,
  abortGrace: checkMilliseconds,
  maxQueue: checkCount,
  submitStacks: checkBoolean,
} satisfies Schema<PoolOptions>;

/** A pool's options as the caller passed them, checked. */
type GivenPoolOptions = Given<typeof poolSchema> & { readonly maxWorkerMemory?: number };

/** The defaults that all pools have in common. */
const commonDefaults = {
  minWorkers: 0,
  initializer: undefined,
  initArgs: [],
  initTimeout: undefined,
  finalizer: undefined,
  maxTasksPerChild: Number.POSITIVE_INFINITY,
  maxWorkerMemory: undefined,
  idleTimeout: undefined,
  tasksPerWorker: 1,
  abortGrace: 100,
  maxQueue: Number.POSITIVE_INFINITY,
  submitStacks: true,
};

/** Returns the options of a pool, with its defaults for the omitted ones. */
export function completePoolOptions(given: GivenPoolOptions, defaults: PoolDefaults): PoolSettings {
  const finalizerTimeout = 'initTimeout' in given ? given.initTimeout : 10_000;
  const settings = { ...commonDefaults, ...defaults, ...given, finalizerTimeout };
  checkMinWorkers(settings);
  return settings;
}

function checkMaxWorkers(value: unknown, name: string): number {
  const maxWorkers = checkPositiveCount(value, name);
  if (maxWorkers === Number.POSITIVE_INFINITY) throw new RangeError(`${name} must be finite, got Infinity`);
  return maxWorkers;
}

function checkMinWorkers({ minWorkers, maxWorkers }: PoolSettings): void {
  if (minWorkers <= maxWorkers) return;
  throw new RangeError(`minWorkers must be at most maxWorkers (${maxWorkers}), got ${minWorkers}`);
}

function checkTask(value: unknown, name: string): AnyTask {
  if (typeof value === 'function' || isTaskRef(value)) return value as AnyTask;
  throw new TypeError(`${name} must be a task, got ${describe(value)}`);
}

function checkArgs(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError(`${name} must be an array, got ${describe(value)}`);
}
