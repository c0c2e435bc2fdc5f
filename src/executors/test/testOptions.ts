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

/** What a {@link TestExecutor} can be made with. */
export interface TestOptions {
  /** Most tasks at once; 32 when left out. */
  maxWorkers?: number | undefined;
  /** Frames that each call takes, or what says so for a call; 0 when left out, `Infinity` for one that never ends. */
  duration?: (number | ((task: SubmittedTask, args: readonly unknown[]) => number)) | undefined;
  /**
   * Gives what a call is to give, in place of calling the task: a value, an Observable, or an error that it throws.
   * `call` calls the task after all.
   */
  answer?: ((task: SubmittedTask, args: readonly unknown[], call: () => unknown) => unknown) | undefined;
  /** Most tasks that may wait; any number when left out. */
  maxQueue?: number | undefined;
  /** Frames that an aborted task keeps its worker if it does not end before; 100 when left out. */
  abortGrace?: number | undefined;
  /** What becomes of the others when a worker crashes: `'replace'` when left out, or `'break'`. */
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
