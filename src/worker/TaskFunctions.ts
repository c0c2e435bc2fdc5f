import type { FunctionsMessage, TaskSpec } from '../protocol/messages.js';
import type { TaskFunction } from './exportedTask.js';
import { explainReferenceError } from './inlineErrors.js';
import { resolveTask, type TaskLoader } from './resolveTask.js';

/** A task's function once it is there, and what is known about its length. */
export interface TaskEntry {
  readonly spec: TaskSpec;
  fn: TaskFunction | undefined;
  /** Milliseconds the last call took; unknown before the first. */
  lastCall: number | undefined;
}

/** The functions this worker has met, by the number the host gave them. */
export class TaskFunctions {
  readonly #entries: TaskEntry[] = [];
  readonly #loader: TaskLoader;

  constructor(loader: TaskLoader) {
    this.#loader = loader;
  }

  learn(specs: FunctionsMessage['specs']): void {
    for (const [index, spec] of specs) this.#entries[index] = { spec, fn: undefined, lastCall: undefined };
  }

  entry(index: number): TaskEntry {
    return this.#entries[index] as TaskEntry;
  }

  /** Loads the function; a failed load is tried again by the next task. */
  async load(entry: TaskEntry): Promise<TaskFunction> {
    entry.fn ??= await resolveTask(entry.spec, this.#loader);
    return entry.fn;
  }

  /** What the task threw, with a lesson in it where it is a mistake of inline functions. */
  explain(entry: TaskEntry, thrown: unknown): unknown {
    return entry.spec.form === 'inline' ? explainReferenceError(thrown, entry.spec.name) : thrown;
  }
}
