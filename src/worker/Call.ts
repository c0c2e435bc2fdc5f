import type { AbortState } from './AbortState.js';
import type { CurrentTask } from './currentTask.js';

/** What {@link CurrentTask} stands on: the call as its runner knows it. */
export interface Call {
  readonly id: number;
  readonly label: string | undefined;
  /** Whether the task is to stop. */
  abortRequested(): boolean;
  progress(value: unknown): void;
}

/** The task's own view of a call. */
export function currentTaskOf(call: Call, state: AbortState): CurrentTask {
  return {
    id: call.id,
    ...(call.label !== undefined && { label: call.label }),
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
