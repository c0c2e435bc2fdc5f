import { type AnyTask, isTaskRef, makeTaskRef, type Task } from '../../executor/Task.js';
import { describe } from '../../options/describe.js';
import { fileUrl, isAbsolutePath } from '../../options/fileUrl.js';

/** Tasks that can be served: a module, by its URL or absolute path, or an object of tasks by name. */
// biome-ignore lint/suspicious/noExplicitAny: whatever their arguments are
export type ServedTasks = URL | string | Readonly<Record<string, Task<any, unknown>>>;

/** The tasks that a server may run. A job from the queue can only name one of them. */
export class TaskRegistry {
  readonly #module: string | undefined;
  readonly #tasks = new Map<string, AnyTask>();

  /** Throws a TypeError for any other value. */
  constructor(tasks: unknown) {
    if (typeof tasks === 'string' || tasks instanceof URL) this.#module = moduleUrl(tasks);
    else this.#register(tasks);
  }

  /**
   * Returns the task of that name. In a module any name may exist: the worker that loads it looks among its own
   * exports.
   */
  find(name: string): AnyTask | undefined {
    return this.#module === undefined ? this.#tasks.get(name) : makeTaskRef(this.#module, name);
  }

  #register(tasks: unknown): void {
    if (typeof tasks !== 'object' || tasks === null) throw notTasks(describe(tasks));
    for (const [name, task] of Object.entries(tasks)) {
      if (typeof task === 'function' || isTaskRef(task)) this.#tasks.set(name, task as AnyTask);
    }
    if (this.#tasks.size === 0) throw notTasks('an object without tasks');
  }
}

function moduleUrl(module: string | URL): string {
  const location = String(module);
  if (isAbsolutePath(location)) return fileUrl(location);
  if (URL.canParse(location)) return location;
  throw notTasks(`"${location}", which is neither an absolute path nor a URL`);
}

function notTasks(got: string): TypeError {
  return new TypeError(
    `tasks must be the URL of a module, as new URL('./tasks.js', import.meta.url), or an object of tasks, got ${got}`,
  );
}
