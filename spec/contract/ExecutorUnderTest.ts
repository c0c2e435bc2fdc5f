import type { Executor } from '../../src/executor/Executor.js';
import type { Tasks } from '../../src/executor/Task.js';
import { taskModule } from '../../src/executor/taskModule.js';
import type { Future } from '../../src/future/Future.js';
import { type Latch, makeFileLatch, makeLatch } from '../support/latch.js';
import { until } from '../support/until.js';

/** The options that the contract passes to every kind of executor. */
export interface SubjectOptions {
  maxWorkers?: number;
  maxQueue?: number;
}

/** One kind of executor, and its differences from the others. */
export interface ExecutorUnderTest {
  readonly name: string;
  make(options?: SubjectOptions): Executor;
  /** True if arguments and results are copied. */
  readonly copies: boolean;
  /** True if a task that ignores its signal is ended by force. */
  readonly kills: boolean;
  /**
   * True if it awaits promises. Virtual time cannot: a TestExecutor gets the same tasks with Observables in place of
   * promises, and no streams that are read by promises. Default: true.
   */
  readonly promises?: boolean;
  /** True if it runs tasks whose results are streams. Default: true. */
  readonly streams?: boolean;
  /** True if transfer() moves values; they are copied otherwise. Default: true. */
  readonly moves?: boolean;
  /** True if its tasks run in other processes, to which fewer kinds of values can be sent than to threads. */
  readonly sharesNothing?: boolean;
  /**
   * True if functions may be sent as source. A page's policy may forbid it; a queue accepts names only. Default: true.
   */
  readonly inline?: boolean;
  /**
   * True if it knows the slots of its workers. With workers on other machines, scheduled work needs no slot, and every
   * submitted task waits in the queue first. Default: true.
   */
  readonly slots?: boolean;
  /** True to run the parts of the contract about code that all pools share. Default: true. */
  readonly core?: boolean;
  /** True if an executor can be used by several tests. Default: true. */
  readonly shared?: boolean;
  /** Resolves when these tasks are where they wait for a worker. Default: after a turn of the event loop. */
  readonly queued?: (futures: readonly Future<unknown>[]) => Promise<void>;
  /** The kind of latches: in shared memory, in files, or kept by a (slow) server. Default: shared memory. */
  readonly latches?: 'memory' | 'files' | 'server';
}

/** The tasks of the contract: each with its name, and all of one module. */
export type ContractTasks = Tasks<typeof import('../fixtures/tasks.js')>;

const tasks: ContractTasks = taskModule(new URL('../fixtures/tasks.js', import.meta.url));
const virtualTasks: ContractTasks = taskModule(new URL('../fixtures/virtualTasks.js', import.meta.url));

/** Returns the tasks in the form for this executor. */
export function tasksFor({ promises = true }: ExecutorUnderTest): ContractTasks {
  return promises ? tasks : virtualTasks;
}

/** Returns a function that makes latches which the executor's tasks can reach. */
export function latchesFor({ latches }: ExecutorUnderTest): () => Latch {
  return latches === undefined || latches === 'memory' ? makeLatch : makeFileLatch;
}

/** Makes executors for a test and ends them after it. */
export function executors(subject: ExecutorUnderTest): (options?: SubjectOptions) => Executor {
  const made: Executor[] = [];
  afterEach(async () => {
    await Promise.all(made.splice(0).map((executor) => executor.shutdown({ cancelFutures: true, timeout: 1000 })));
  });
  return (options) => {
    const executor = subject.make(options);
    made.push(executor);
    return executor;
  };
}

/** Makes one executor for all tests of a suite that can share it; returns a function that returns it. */
export function sharedExecutor(subject: ExecutorUnderTest, maxWorkers = 2): () => Executor {
  let executor: Executor | undefined;
  const { shared = true } = subject;
  (shared ? before : beforeEach)(() => {
    executor = subject.make({ maxWorkers });
  });
  (shared ? after : afterEach)(() => executor?.shutdown({ cancelFutures: true, timeout: 1000 }));
  return () => executor as Executor;
}

/**
 * Resolves when the executor counts this many running tasks; the start of a task in a worker is known a moment later.
 */
export async function known(executor: Executor, running = 1): Promise<void> {
  await until(
    () => executor.stats().running >= running,
    () => `${running} tasks run; the stats are ${JSON.stringify(executor.stats())}`,
  );
}

/** Falsy values, which are easily mistaken for no value. */
export const falsyValues: readonly unknown[] = [undefined, null, 0, -0, Number.NaN, '', false, 0n];
