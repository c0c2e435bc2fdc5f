import {
  checkCount,
  checkLimit,
  checkMilliseconds,
  checkOptionsObject,
  checkText,
  own,
} from '../executor/checkOptions.js';
import { type AnyTask, isTaskRef, type Task } from '../executor/Task.js';

/** What every pool of workers can be made with. */
export interface PoolOptions {
  /** Most workers. As many as the machine can run at once when left out; `RX_FUTURES_MAX_WORKERS` overrides that. */
  maxWorkers?: number;
  /** Workers that are started at once and never let go for idleness. 0 when left out: all start on demand. */
  minWorkers?: number;
  /**
   * The first part of the workers' names, shown in events, thread names and traces. Python's name for it; the class and a
   * number when left out.
   */
  threadNamePrefix?: string;
  /** Runs once in each worker before its first task, sync or async. If it fails the pool is broken. */
  // biome-ignore lint/suspicious/noExplicitAny: any task may be an initializer
  initializer?: Task<any, unknown>;
  /** The initializer's arguments. */
  initArgs?: readonly unknown[];
  /**
   * Milliseconds a worker may take to start, its initializer included; as long as it takes when left out. One that takes
   * longer has failed to start: that breaks the pool only when it has no other worker.
   */
  initTimeout?: number;
  /** Tasks after which a worker is replaced; it is kept when left out. */
  maxTasksPerChild?: number;
  /** Milliseconds after which an idle worker is let go; it is kept when left out. */
  idleTimeout?: number;
  /** Asynchronous tasks at once on one worker; 1 when left out. */
  tasksPerWorker?: number;
  /**
   * What a lost worker means: the end of the pool, as in Python's process pool and, when left out, in ours; or the end of what
   * ran on it, as in all others.
   */
  onWorkerLost?: 'break' | 'replace';
  /** Milliseconds that an aborted task has to end by itself before its worker is replaced; 100 when left out. */
  abortGrace?: number;
  /** Most tasks that may wait; what was handed to a worker does not. Any number when left out. */
  maxQueue?: number;
  /** Whether errors show where the task was submitted: where `submit`, `task`, `map` and the like were called. Default: `true`. */
  submitStacks?: boolean;
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

/** Checks a pool's options. Only own properties count. */
export function checkPoolOptions(options: unknown, defaults: PoolDefaults): PoolSettings {
  checkOptionsObject(options);
  const maxWorkers = count(options, 'maxWorkers', 1) ?? defaults.maxWorkers;
  if (maxWorkers === Number.POSITIVE_INFINITY) throw new RangeError('maxWorkers must be finite');
  return {
    maxWorkers,
    minWorkers: checkMinWorkers(count(options, 'minWorkers', 0) ?? 0, maxWorkers),
    threadNamePrefix: text(options, 'threadNamePrefix') ?? defaults.threadNamePrefix,
    initializer: checkInitializer(own(options, 'initializer')),
    initArgs: checkArgs(own(options, 'initArgs')),
    initTimeout: checkLimit('initTimeout', own(options, 'initTimeout')),
    maxTasksPerChild: count(options, 'maxTasksPerChild', 1) ?? Number.POSITIVE_INFINITY,
    maxWorkerMemory: count(options, 'maxWorkerMemory', 1),
    idleTimeout: checkLimit('idleTimeout', own(options, 'idleTimeout')),
    tasksPerWorker: count(options, 'tasksPerWorker', 1) ?? 1,
    onWorkerLost: checkPolicy(own(options, 'onWorkerLost')) ?? defaults.onWorkerLost,
    abortGrace: checkMilliseconds('abortGrace', own(options, 'abortGrace')) ?? 100,
    maxQueue: count(options, 'maxQueue', 0) ?? Number.POSITIVE_INFINITY,
    submitStacks: flag(options, 'submitStacks') ?? true,
  };
}

function count(options: object, name: string, least: number): number | undefined {
  const value = own(options, name);
  return value === undefined ? undefined : checkCount(value, name, least);
}

function text(options: object, name: string): string | undefined {
  const value = own(options, name);
  return value === undefined ? undefined : checkText(value, name);
}

function flag(options: object, name: string): boolean | undefined {
  const value = own(options, name);
  if (value === undefined || typeof value === 'boolean') return value;
  throw new TypeError(`${name} must be true or false, got ${typeof value}`);
}

function checkMinWorkers(minWorkers: number, maxWorkers: number): number {
  if (minWorkers <= maxWorkers) return minWorkers;
  throw new RangeError(`minWorkers must be at most maxWorkers (${maxWorkers}), got ${minWorkers}`);
}

function checkInitializer(initializer: unknown): AnyTask | undefined {
  if (initializer === undefined || typeof initializer === 'function' || isTaskRef(initializer)) {
    return initializer as AnyTask | undefined;
  }
  throw new TypeError(`initializer must be a task, got ${typeof initializer}`);
}

function checkArgs(args: unknown): readonly unknown[] {
  if (args === undefined) return [];
  if (Array.isArray(args)) return args;
  throw new TypeError(`initArgs must be an array, got ${typeof args}`);
}

function checkPolicy(policy: unknown): 'break' | 'replace' | undefined {
  if (policy === undefined || policy === 'break' || policy === 'replace') return policy;
  if (typeof policy !== 'string') throw new TypeError(`onWorkerLost must be a text, got ${typeof policy}`);
  throw new RangeError(`onWorkerLost must be 'break' or 'replace', got '${policy}'`);
}
