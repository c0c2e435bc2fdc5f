import { type AnyTask, isTaskRef, makeTaskRef, type Task } from '../../executor/Task.js';
import { describe } from '../../options/describe.js';
import { fileUrl, isAbsolutePath } from '../../options/fileUrl.js';

/** What can be served: a module, by its URL or absolute path, or tasks by the names they are to be called by. */
// biome-ignore lint/suspicious/noExplicitAny: whatever their arguments are
export type ServedTasks = URL | string | Readonly<Record<string, Task<any, unknown>>>;

/** The tasks that may be run, and no others: whatever comes through a queue, it only names one of these. */
export class TaskRegistry {
  readonly #module: string | undefined;
  readonly #tasks = new Map<string, AnyTask>();

  /** Throws a TypeError for what is no such thing. */
  constructor(tasks: unknown) {
    if (typeof tasks === 'string' || tasks instanceof URL) this.#module = moduleUrl(tasks);
    else this.#register(tasks);
  }

  /** The task of that name. Of a module any export may be meant: whoever loads it looks there, among its own. */
  find(name: string): AnyTask | undefined {
    return this.#module === undefined ? this.#tasks.get(name) : makeTaskRef(this.#module, name);
  }

  #register(tasks: unknown): void {
    if (typeof tasks !== 'object' || tasks === null) throw notTasks(describe(tasks));
    for (const [name, task] of Object.entries(tasks)) {
      if (typeof task === 'function' || isTaskRef(task)) this.#tasks.set(name, task as AnyTask);
    }
    if (this.#tasks.size === 0) throw notTasks('an object that has none of its own');
  }
}

function moduleUrl(module: string | URL): string {
  const text = String(module);
  if (isAbsolutePath(text)) return fileUrl(text);
  if (URL.canParse(text)) return text;
  throw notTasks(`"${text}", which is neither absolute nor a URL`);
}

function notTasks(got: string): TypeError {
  return new TypeError(
    `tasks must be the URL of a module, as new URL('./tasks.js', import.meta.url), or an object of tasks, got ${got}`,
  );
}
