import type { Task } from '../../executor/Task.js';
import {
  checkCount,
  checkFunction,
  checkLossPolicy,
  checkMilliseconds,
  checkPositiveCount,
} from '../../options/checks.js';
import { type OptionsTaker, readOptions, type Schema } from '../../options/readOptions.js';

/** Any task, as it was submitted. */
// biome-ignore lint/suspicious/noExplicitAny: whatever its arguments are
export type SubmittedTask = Task<any, unknown>;

/** The options of a {@link TestExecutor}. */
export interface TestOptions {
  /** Greatest number of tasks at once. Default: 32. */
  maxWorkers?: number | undefined;
  /**
   * Frames that each call takes, or a function that returns them for a call; `Infinity` for a call that never ends.
   * Default: 0.
   */
  duration?: (number | ((task: SubmittedTask, args: readonly unknown[]) => number)) | undefined;
  /**
   * Replaces the call of the task: what it returns or throws is the call's outcome, a value, an Observable or an error.
   * `call` calls the task after all. Default: calls the task.
   */
  answer?: ((task: SubmittedTask, args: readonly unknown[], call: () => unknown) => unknown) | undefined;
  /** Greatest number of waiting tasks. Default: no limit. */
  maxQueue?: number | undefined;
  /** Frames that an aborted task keeps its worker if it does not end before. Default: 100. */
  abortGrace?: number | undefined;
  /** `'break'`: a crashed worker breaks the pool. `'replace'`: only the tasks on it fail. Default: `'replace'`. */
  onWorkerLost?: 'break' | 'replace' | undefined;
}

/** The options, checked and complete. */
export interface TestSettings {
  readonly maxWorkers: number;
  readonly duration: (task: SubmittedTask, args: readonly unknown[]) => number;
  readonly answer: (task: SubmittedTask, args: readonly unknown[], call: () => unknown) => unknown;
  readonly maxQueue: number;
  readonly abortGrace: number;
  readonly onWorkerLost: 'break' | 'replace';
}

const schema = {
  maxWorkers: checkPositiveCount,
  duration: checkDuration,
  answer: checkFunction<TestSettings['answer']>,
  maxQueue: checkCount,
  abortGrace: checkMilliseconds,
  onWorkerLost: checkLossPolicy,
} satisfies Schema<TestOptions>;
const taker: OptionsTaker = {
  name: 'new TestExecutor()',
  write: 'new TestExecutor(scheduler, { maxWorkers: 2 })',
};

/** Returns the options, checked and complete. */
export function checkTestOptions(options: unknown): TestSettings {
  const given = readOptions(options, schema, taker);
  return {
    maxWorkers: given.maxWorkers ?? 32,
    duration: given.duration ?? (() => 0),
    answer: given.answer ?? ((_task, _args, call) => call()),
    maxQueue: given.maxQueue ?? Number.POSITIVE_INFINITY,
    abortGrace: given.abortGrace ?? 100,
    onWorkerLost: given.onWorkerLost ?? 'replace',
  };
}

function checkDuration(duration: unknown, name: string): TestSettings['duration'] {
  if (typeof duration !== 'function') {
    const frames = checkMilliseconds(duration, name);
    return () => frames;
  }
  return (task, args) => checkMilliseconds(duration(task, args), name);
}
