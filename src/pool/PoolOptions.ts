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

/** What every pool of workers can be made with. */
export interface PoolOptions {
  /** Most workers. As many as the machine can run at once when left out; `RX_FUTURES_MAX_WORKERS` overrides that. */
  maxWorkers?: number | undefined;
  /** Workers that are started at once and never let go for idleness. 0 when left out: all start on demand. */
  minWorkers?: number | undefined;
  /**
   * The first part of the workers' names, shown in events, thread names and traces. Python's name for it; the class and a
   * number when left out.
   */
  threadNamePrefix?: string | undefined;
  /** Runs once in each worker before its first task, sync or async. If it fails the pool is broken. */
  // biome-ignore lint/suspicious/noExplicitAny: any task may be an initializer
  initializer?: Task<any, unknown> | undefined;
  /** The initializer's arguments. */
  initArgs?: readonly unknown[] | undefined;
  /**
   * Milliseconds a worker may take to start, its initializer included; as long as it takes when left out. One that takes
   * longer has failed to start: that breaks the pool only when it has no other worker.
   */
  initTimeout?: number | undefined;
  /** Tasks after which a worker is replaced; it is kept when left out. */
  maxTasksPerChild?: number | undefined;
  /** Milliseconds after which an idle worker is let go; it is kept when left out. */
  idleTimeout?: number | undefined;
  /** Asynchronous tasks at once on one worker; 1 when left out. */
  tasksPerWorker?: number | undefined;
  /**
   * What a lost worker means: the end of the pool, as in Python's process pool and, when left out, in ours; or the end of what
   * ran on it, as in all others.
   */
  onWorkerLost?: 'break' | 'replace' | undefined;
  /** Milliseconds that an aborted task has to end by itself before its worker is replaced; 100 when left out. */
  abortGrace?: number | undefined;
  /** Most tasks that may wait; what was handed to a worker does not. Any number when left out. */
  maxQueue?: number | undefined;
  /** Whether errors show where the task was submitted: where `submit`, `task`, `map` and the like were called. Default: `true`. */
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
  readonly maxTasksPerChild: number;
  readonly maxWorkerMemory: number | undefined;
  readonly idleTimeout: number | undefined;
  readonly tasksPerWorker: number;
  readonly onWorkerLost: 'break' | 'replace';
  readonly abortGrace: number;
  readonly maxQueue: number;
  readonly submitStacks: boolean;
}

/** What an executor decides for itself where the user did not. */
export interface PoolDefaults {
  readonly maxWorkers: number;
  readonly threadNamePrefix: string;
  readonly onWorkerLost: 'break' | 'replace';
}

/** The checks of a pool's options; each executor adds those of its own. */
export const poolSchema = {
  maxWorkers: checkMaxWorkers,
  minWorkers: checkCount,
  threadNamePrefix: checkString,
  initializer: checkInitializer,
  initArgs: checkArgs,
  initTimeout: checkLimit,
  maxTasksPerChild: checkPositiveCount,
  idleTimeout: checkLimit,
  tasksPerWorker: checkPositiveCount,
  onWorkerLost: checkLossPolicy,
  abortGrace: checkMilliseconds,
  maxQueue: checkCount,
  submitStacks: checkBoolean,
} satisfies Schema<PoolOptions>;

/** A pool's options as they were given, checked. */
type GivenPoolOptions = Given<typeof poolSchema> & { readonly maxWorkerMemory?: number };

/** Returns the options of a pool with its defaults for what was left out. */
export function completePoolOptions(given: GivenPoolOptions, defaults: PoolDefaults): PoolSettings {
  const { maxWorkers = defaults.maxWorkers, minWorkers = 0 } = given;
  return {
    maxWorkers,
    minWorkers: checkMinWorkers(minWorkers, maxWorkers),
    threadNamePrefix: given.threadNamePrefix ?? defaults.threadNamePrefix,
    initializer: given.initializer,
    initArgs: given.initArgs ?? [],
    initTimeout: given.initTimeout,
    maxTasksPerChild: given.maxTasksPerChild ?? Number.POSITIVE_INFINITY,
    maxWorkerMemory: given.maxWorkerMemory,
    idleTimeout: given.idleTimeout,
    tasksPerWorker: given.tasksPerWorker ?? 1,
    onWorkerLost: given.onWorkerLost ?? defaults.onWorkerLost,
    abortGrace: given.abortGrace ?? 100,
    maxQueue: given.maxQueue ?? Number.POSITIVE_INFINITY,
    submitStacks: given.submitStacks ?? true,
  };
}

function checkMaxWorkers(value: unknown, name: string): number {
  const maxWorkers = checkPositiveCount(value, name);
  if (maxWorkers === Number.POSITIVE_INFINITY) throw new RangeError(`${name} must be finite, got Infinity`);
  return maxWorkers;
}

function checkMinWorkers(minWorkers: number, maxWorkers: number): number {
  if (minWorkers <= maxWorkers) return minWorkers;
  throw new RangeError(`minWorkers must be at most maxWorkers (${maxWorkers}), got ${minWorkers}`);
}

function checkInitializer(value: unknown, name: string): AnyTask {
  if (typeof value === 'function' || isTaskRef(value)) return value as AnyTask;
  throw new TypeError(`${name} must be a task, got ${describe(value)}`);
}

function checkArgs(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError(`${name} must be an array, got ${describe(value)}`);
}
