import { TaskNotFoundError } from '../errors/TaskNotFoundError.js';
import { realm } from '../protocol/realm.js';
import type { TaskSpec } from '../protocol/TaskSpec.js';
import { exportedTask, type TaskFunction } from './exportedTask.js';

/** The steps of loading a task that differ between platforms. */
export interface TaskLoader {
  importModule(url: string): Promise<Record<string, unknown>>;
  /** Returns true for the error of an import if the module itself is missing, and not one that it imports. */
  readonly isMissing: (error: unknown, url: string) => boolean;
  /** Compiles a function from its source text. */
  compile(source: string, name: string): Promise<TaskFunction>;
}

/**
 * Returns the function of a task. Names are looked up as own properties only: `constructor` and `__proto__` are no
 * tasks.
 */
export async function resolveTask(spec: TaskSpec, loader: TaskLoader): Promise<TaskFunction> {
  if (spec.form === 'inline') return loader.compile(spec.source, spec.name);
  if (spec.form === 'exposed') return exposedTask(spec.name);
  const exports = await importTasks(spec.url, loader);
  return exportedTask(exports, spec.name, spec.url);
}

async function importTasks(url: string, loader: TaskLoader): Promise<Record<string, unknown>> {
  try {
    return await loader.importModule(url);
  } catch (cause) {
    throw loader.isMissing(cause, url) ? noModule(url, cause) : cause;
  }
}

/** Returns the error of a task whose module does not exist, as its submitter gets it. */
export function noModule(url: string, cause: unknown): TaskNotFoundError {
  return new TaskNotFoundError(`there is no module ${url}`, { cause });
}

/** Returns the function that was passed to `expose` under that name. */
export function exposedTask(name: string): TaskFunction {
  const task = realm.exposed.get(name);
  if (task !== undefined) return task as TaskFunction;
  const names = [...realm.exposed.keys()].join(', ') || '(none)';
  throw new TaskNotFoundError(`the worker's file exposes no "${name}"; it exposes: ${names}`);
}
