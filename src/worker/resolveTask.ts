import { TaskNotFoundError } from '../errors/TaskNotFoundError.js';
import { realm } from '../protocol/realm.js';
import type { TaskSpec } from '../protocol/TaskSpec.js';
import { exportedTask, type TaskFunction } from './exportedTask.js';
import { isFetchFailure } from './isFetchFailure.js';

/** The two steps of loading a task that differ between platforms. */
export interface TaskLoader {
  importModule(url: string): Promise<Record<string, unknown>>;
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
    throw loadError(cause, url);
  }
}

/** Returns the error of a failed load as the task's submitter gets it. */
export function loadError(cause: unknown, url: string): unknown {
  return isMissing(cause, url) ? new TaskNotFoundError(`there is no module ${url}`, { cause }) : cause;
}

/** Returns true if the module itself is missing, and not one that it imports. */
function isMissing(error: unknown, url: string): boolean {
  const { code, url: missing, message } = Object(error) as { code?: unknown; url?: unknown; message?: unknown };
  if (isFetchFailure(error)) return true;
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return false;
  return missing === url || !String(message).includes('imported from') || String(message).includes(`'${pathOf(url)}'`);
}

function pathOf(url: string): string {
  return url.startsWith('file://') ? decodeURIComponent(new URL(url).pathname) : url;
}

/** Returns the function that was passed to `expose` under that name. */
export function exposedTask(name: string): TaskFunction {
  const task = realm.exposed.get(name);
  if (task !== undefined) return task as TaskFunction;
  const names = [...realm.exposed.keys()].join(', ') || '(none)';
  throw new TaskNotFoundError(`the worker's file exposes no "${name}"; it exposes: ${names}`);
}
