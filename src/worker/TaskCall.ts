import { type HasTaskInfo, taskInfoOf } from '../protocol/TaskInfo.js';
import type { WorkerIdentity } from '../protocol/WorkerIdentity.js';
import type { TaskStream } from '../streams/worker/TaskStream.js';
import { AbortState } from './AbortState.js';
import type { CurrentTask } from './currentTask.js';
import type { TaskFunction } from './exportedTask.js';
import { isPending, singleValue, streamOfResult } from './singleValue.js';

/**
 * One call of a task, in a worker or on the host: calls the function, waits for its end, aborts it. Subclasses report
 * the outcome: to the host by a message, or to the job.
 */
export abstract class TaskCall {
  readonly #abort = new AbortState();
  #current: CurrentTask | undefined;
  #close: (() => void) | undefined;

  abstract readonly id: number;
  abstract readonly worker: WorkerIdentity;
  abstract readonly info: HasTaskInfo | undefined;
  /** The stream of its items; `undefined` for a task with a single value. */
  abstract readonly stream: TaskStream | undefined;
  /** Returns true if the task is to stop. */
  abstract abortRequested(): boolean;
  abstract progress(value: unknown): void;

  /** Returned by `currentTask()`; also identifies the call in its context. */
  readonly current = (): CurrentTask => {
    this.#current ??= currentTaskOf(this, this.#abort);
    return this.#current;
  };

  /** Calls the task's function. */
  invoke(fn: TaskFunction, args: readonly unknown[]): unknown {
    return this.stream === undefined ? fn(...args) : streamOfResult(this.stream.call(fn, args));
  }

  /** Returns true if the call has not ended with the function's return. */
  pends(result: unknown): boolean {
    return this.stream !== undefined || isPending(result);
  }

  /** Waits for the end of the call: for the single value, or until all items were sent. */
  follow(result: unknown): Promise<unknown> {
    const { stream } = this;
    if (stream !== undefined) return new Promise((completed, failed) => stream.follow(result, { completed, failed }));
    return singleValue(result, (close) => {
      this.#close = close;
    });
  }

  /** Aborts the task, and closes the stream that it returned. */
  abort(reason: unknown): void {
    this.#abort.abort(reason);
    this.stream?.close();
    this.#close?.();
  }
}

/** Returns the task's own view of its call. */
function currentTaskOf(call: TaskCall, state: AbortState): CurrentTask {
  return {
    id: call.id,
    worker: call.worker,
    ...(call.info && taskInfoOf(call.info)),
    get signal() {
      return state.signal;
    },
    get aborted() {
      return state.aborted || call.abortRequested();
    },
    throwIfAborted() {
      if (call.abortRequested()) state.abort(undefined);
      state.throwIfAborted();
    },
    progress: (value) => call.progress(value),
  };
}
