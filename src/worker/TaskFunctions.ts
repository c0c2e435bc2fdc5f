import type { FunctionsMessage } from '../protocol/messages/FunctionsMessage.js';
import type { TaskSpec } from '../protocol/TaskSpec.js';
import type { TaskFunction } from './exportedTask.js';
import { explainInlineError } from './inlineErrors.js';
import { resolveTask, type TaskLoader } from './resolveTask.js';

/** A task's function once it is loaded, and the duration of its last call. */
export interface TaskEntry {
  readonly spec: TaskSpec;
  fn: TaskFunction | undefined;
  /** Duration of the last call in milliseconds; `undefined` before the first. */
  lastCall: number | undefined;
}

/** The functions that this worker has received, by the number that the host gave them. */
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

  /** Loads the function; the next task tries a failed load again. */
  async load(entry: TaskEntry): Promise<TaskFunction> {
    try {
      entry.fn ??= await resolveTask(entry.spec, this.#loader);
    } catch (error) {
      // The computed name of a method is evaluated here.
      throw this.explain(entry, error);
    }
    return entry.fn;
  }

  /** Returns the error that the task threw; a typical mistake of inline functions gets a hint in its message. */
  explain(entry: TaskEntry, thrown: unknown): unknown {
    return entry.spec.form === 'inline' ? explainInlineError(thrown, entry.spec.name) : thrown;
  }
}
