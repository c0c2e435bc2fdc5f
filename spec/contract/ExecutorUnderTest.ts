import type { Executor } from '../../src/executor/Executor.js';
import type { Tasks } from '../../src/executor/Task.js';
import { taskModule } from '../../src/executor/taskModule.js';
import { type Latch, makeFileLatch, makeLatch } from '../support/latch.js';
import { until } from '../support/until.js';

/** What every kind of executor can be made with for the contract. */
export interface SubjectOptions {
  maxWorkers?: number;
  maxQueue?: number;
}

/** One kind of executor, and what may differ from kind to kind. */
export interface ExecutorUnderTest {
  readonly name: string;
  make(options?: SubjectOptions): Executor;
  /** Whether arguments and results are copied. */
  readonly copies: boolean;
  /** Whether a deaf task is really ended by force. */
  readonly kills: boolean;
  /**
   * Whether it waits for promises; `true` when left out. Virtual time cannot, so that a TestExecutor gets the same tasks
   * with Observables for their promises, and the streams that are read by promises are none of its own.
   */
  readonly promises?: boolean;
  /** Whether it runs tasks whose results are streams; `true` when left out. */
  readonly streams?: boolean;
  /** Whether what is marked for transfer is gone here afterwards; `true` when left out. It is copied otherwise. */
  readonly moves?: boolean;
  /** Whether its tasks run in other processes, to which less can go than to threads. */
  readonly sharesNothing?: boolean;
  /** Whether functions may be sent as text; `true` when left out. A page's policy may forbid it; a queue takes names only. */
  readonly inline?: boolean;
  /**
   * Whether it knows the slots of its workers; `true` when left out. Where the workers are elsewhere, work of this side
   * needs no slot, and all that is submitted waits in the queue first.
   */
  readonly slots?: boolean;
  /** Whether the parts of the contract run that are about what all pools share; `true` when left out. */
  readonly core?: boolean;
  /** Whether an executor can serve several tests; `true` when left out. */
  readonly shared?: boolean;
  /** What latches are made of: shared memory when left out; for what shares none files, or what a slow server keeps. */
  readonly latches?: 'memory' | 'files' | 'server';
}

/** The tasks of the contract: each with its name, and all of one module. */
export type ContractTasks = Tasks<typeof import('../fixtures/tasks.js')>;

const tasks: ContractTasks = taskModule(new URL('../fixtures/tasks.js', import.meta.url));
const virtualTasks: ContractTasks = taskModule(new URL('../fixtures/virtualTasks.js', import.meta.url));

/** In the form that suits the executor. */
export function tasksFor({ promises = true }: ExecutorUnderTest): ContractTasks {
  return promises ? tasks : virtualTasks;
}

/** Makes latches that the executor's tasks can reach. */
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

/** Makes one executor for all tests of a suite that need none of their own; the function returned returns it. */
export function sharedExecutor(subject: ExecutorUnderTest): () => Executor {
  let executor: Executor | undefined;
  const { shared = true } = subject;
  (shared ? before : beforeEach)(() => {
    executor = subject.make({ maxWorkers: 2 });
  });
  (shared ? after : afterEach)(() => executor?.shutdown({ cancelFutures: true, timeout: 1000 }));
  return () => executor as Executor;
}

/**
 * Resolves when the executor knows that so many tasks run. Where they run beside it, it knows by then; of those that run
 * elsewhere the word takes a moment.
 */
export async function known(executor: Executor, running = 1): Promise<void> {
  await until(
    () => executor.stats().running >= running,
    () => `${running} tasks run; the stats are ${JSON.stringify(executor.stats())}`,
  );
}

/** The values that are easily taken for nothing. */
export const falsyValues: readonly unknown[] = [undefined, null, 0, -0, Number.NaN, '', false, 0n];
