import { type AnyTask, isTaskRef } from '../executor/Task.js';
import { resolveTask, type TaskFunction, type TaskLoader } from '../worker/resolveTask.js';

/** Modules are imported where we are; functions need no compiling. */
const loader: TaskLoader = {
  importModule: (url) => import(/* @vite-ignore */ /* webpackIgnore: true */ url),
  compile: () => Promise.reject(new TypeError('functions are called as they are here')),
};

/** The functions behind tasks: a function is its own, a module's is imported once. */
export class LocalFunctions {
  readonly #known = new WeakMap<object, TaskFunction>();

  /** The function, if it is here already. */
  get(task: AnyTask): TaskFunction | undefined {
    return isTaskRef(task) ? this.#known.get(task) : (task as TaskFunction);
  }

  /** Finds the function; an exposed name may come to mean another one, so it is looked up each time. */
  async load(task: AnyTask): Promise<TaskFunction> {
    if (!isTaskRef(task)) return task as TaskFunction;
    const { module, name } = task;
    if (module === undefined) return resolveTask({ form: 'exposed', name }, loader);
    const fn = await resolveTask({ form: 'module', url: module, name }, loader);
    this.#known.set(task, fn);
    return fn;
  }
}
