import { checkCount, checkMilliseconds, checkOptionsObject, describe, own } from '../executor/checkOptions.js';
import type { Task } from '../executor/Task.js';

/** Any task, as it was submitted. */
// biome-ignore lint/suspicious/noExplicitAny: whatever its arguments are
export type SubmittedTask = Task<any, unknown>;

/** What a {@link TestExecutor} can be made with. */
export interface TestOptions {
  /** Most tasks at once; 32 when left out. */
  maxWorkers?: number;
  /** Frames that each call takes, or what says so for a call; 0 when left out, `Infinity` for one that never ends. */
  duration?: number | ((task: SubmittedTask, args: readonly unknown[]) => number);
  /**
   * Gives what a call is to give, in place of calling the task: a value, an Observable, or an error that it throws.
   * `call` calls the task after all.
   */
  answer?: (task: SubmittedTask, args: readonly unknown[], call: () => unknown) => unknown;
  /** Most tasks that may wait; any number when left out. */
  maxQueue?: number;
  /** Frames that an aborted task keeps its worker if it does not end before; 100 when left out. */
  abortGrace?: number;
  /** What becomes of the others when a worker crashes: `'replace'` when left out, or `'break'`. */
  onWorkerLost?: 'break' | 'replace';
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

/** Checks the options. Only own properties count. */
export function checkTestOptions(options: unknown): TestSettings {
  checkOptionsObject(options);
  return {
    maxWorkers: checkCount(own(options, 'maxWorkers', 32), 'maxWorkers'),
    duration: checkDuration(own(options, 'duration', 0)),
    answer: checkAnswer(own(options, 'answer')),
    maxQueue: checkCount(own(options, 'maxQueue', Number.POSITIVE_INFINITY), 'maxQueue', 0),
    abortGrace: checkFrames('abortGrace', own(options, 'abortGrace', 100)),
    onWorkerLost: checkPolicy(own(options, 'onWorkerLost', 'replace')),
  };
}

function checkDuration(duration: unknown): TestSettings['duration'] {
  if (typeof duration !== 'function') {
    const frames = checkFrames('duration', duration);
    return () => frames;
  }
  return (task, args) => checkFrames('duration', duration(task, args));
}

/** Frames are what the clock's milliseconds are called in virtual time. `undefined` is no length here. */
function checkFrames(name: string, value: unknown): number {
  if (value === undefined) throw new TypeError(`${name} must be a number of frames, got undefined`);
  return checkMilliseconds(name, value) ?? Number.POSITIVE_INFINITY;
}

function checkAnswer(answer: unknown): TestSettings['answer'] {
  if (answer === undefined) return (_task, _args, call) => call();
  if (typeof answer === 'function') return answer as TestSettings['answer'];
  throw new TypeError(`answer must be a function, got ${describe(answer)}`);
}

function checkPolicy(policy: unknown): 'break' | 'replace' {
  if (policy === 'break' || policy === 'replace') return policy;
  if (typeof policy !== 'string') throw new TypeError(`onWorkerLost must be a text, got ${describe(policy)}`);
  throw new RangeError(`onWorkerLost must be 'break' or 'replace', got '${policy}'`);
}
