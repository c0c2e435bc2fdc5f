import { type AnyTask, isTaskRef } from '../../executor/Task.js';
import type { TaskFunction } from '../../worker/exportedTask.js';
import { resolveTask, type TaskLoader } from '../../worker/resolveTask.js';

/** Modules are imported where we are; functions need no compiling. */
const loader: TaskLoader = {
  importModule: (url) => import(/* @vite-ignore */ /* webpackIgnore: true */ url),
  compile: () => Promise.reject(new TypeError('functions are called as they are here')),
};

/** Loads a worker's own file, which exposes its tasks. */
export type LoadWorkerFile = () => unknown;

/** The functions behind tasks: a function is its own, a module's is imported once. */
export class LocalFunctions {
  readonly #known = new WeakMap<object, TaskFunction>();
  readonly #loadFile: LoadWorkerFile;
  #file: Promise<unknown> | undefined;

  constructor(loadFile: LoadWorkerFile = () => undefined) {
    this.#loadFile = loadFile;
  }

  /** The function, if it is here already. */
  get(task: AnyTask): TaskFunction | undefined {
    return isTaskRef(task) ? this.#known.get(task) : (task as TaskFunction);
  }

  /** Finds the function; an exposed name may come to mean another one, so it is looked up each time. */
  async load(task: AnyTask): Promise<TaskFunction> {
    if (!isTaskRef(task)) return task as TaskFunction;
    const { module, name } = task;
    if (module === undefined) return this.#exposed(name);
    const fn = await resolveTask({ form: 'module', url: module, name }, loader);
    this.#known.set(task, fn);
    return fn;
  }

  /** The worker's file comes first; if it does not load, the next task tries again. */
  async #exposed(name: string): Promise<TaskFunction> {
    this.#file ??= Promise.resolve().then(this.#loadFile);
    try {
      await this.#file;
    } catch (error) {
      this.#file = undefined;
      throw error;
    }
    return resolveTask({ form: 'exposed', name }, loader);
  }
}
