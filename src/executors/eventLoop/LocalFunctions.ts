import { type AnyTask, isTaskRef } from '../../executor/Task.js';
import type { TaskFunction } from '../../worker/exportedTask.js';
import { isFetchFailure } from '../../worker/isFetchFailure.js';
import { isMissingModule } from '../../worker/isMissingModule.js';
import { resolveTask, type TaskLoader } from '../../worker/resolveTask.js';

/** Imports modules into the caller's realm; functions need no compiling. */
const loader: TaskLoader = {
  importModule: (url) => import(/* @vite-ignore */ /* webpackIgnore: true */ url),
  isMissing: (error, url) => isFetchFailure(error) || isMissingModule(error, url),
  compile: () => Promise.reject(new TypeError('functions are not compiled on the host')),
};

/** Loads a worker's own file, which exposes its tasks. */
export type LoadWorkerFile = () => unknown;

/** Resolves tasks to functions: a function is its own, a module is imported once. */
export class LocalFunctions {
  readonly #known = new WeakMap<object, TaskFunction>();
  readonly #loadFile: LoadWorkerFile;
  #file: Promise<unknown> | undefined;

  constructor(loadFile: LoadWorkerFile = () => undefined) {
    this.#loadFile = loadFile;
  }

  /** Returns the function if it is known already. */
  get(task: AnyTask): TaskFunction | undefined {
    return isTaskRef(task) ? this.#known.get(task) : (task as TaskFunction);
  }

  /** Resolves the function. An exposed name may be exposed anew, so it is looked up each time. */
  async load(task: AnyTask): Promise<TaskFunction> {
    if (!isTaskRef(task)) return task as TaskFunction;
    const { module, name } = task;
    if (module === undefined) return this.#exposed(name);
    const fn = await resolveTask({ form: 'module', url: module, name }, loader);
    this.#known.set(task, fn);
    return fn;
  }

  /** Loads the worker's file first; if that fails, the next task tries again. */
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
