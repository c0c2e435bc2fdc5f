import { type HasTaskInfo, taskInfoOf } from '../protocol/TaskInfo.js';
import type { AbortState } from './AbortState.js';
import type { CurrentTask } from './currentTask.js';

/** A call as its runner knows it; the basis of {@link CurrentTask}. */
export interface Call {
  readonly id: number;
  readonly info: HasTaskInfo | undefined;
  /** Returns true if the task is to stop. */
  abortRequested(): boolean;
  progress(value: unknown): void;
}

/** Returns the task's own view of a call. */
export function currentTaskOf(call: Call, state: AbortState): CurrentTask {
  return {
    id: call.id,
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
