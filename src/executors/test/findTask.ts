import { InvalidStateError } from '../../errors/InvalidStateError.js';
import { TaskNotFoundError } from '../../errors/TaskNotFoundError.js';
import { type AnyTask, isTaskRef } from '../../executor/Task.js';
import { exportedTask, type TaskFunction } from '../../worker/exportedTask.js';
import { isMissingModule } from '../../worker/isMissingModule.js';
import { exposedTask, noModule } from '../../worker/resolveTask.js';

type Exports = Record<string, unknown>;

/** The parts of Node that load a module synchronously, ES modules too; browsers have none. */
interface NodeLoader {
  readonly module: { createRequire(url: string): (path: string) => unknown };
  readonly url: { fileURLToPath(url: string): string };
}

/**
 * Returns the function of a task synchronously: virtual time goes on without promises, and so without `import()`. A
 * module's functions are looked up in the module that `import` would return.
 */
export function findTask(task: AnyTask): TaskFunction {
  if (!isTaskRef(task)) return task as TaskFunction;
  const { module, name } = task;
  return module === undefined ? exposedTask(name) : exportedTask(load(module), name, module);
}

function load(url: string): Exports {
  const node = nodeLoader();
  if (node === undefined || !url.startsWith('file:')) {
    throw new TaskNotFoundError(`${url} cannot be loaded in virtual time: ${remedy}`);
  }
  try {
    return asNamespace(node.module.createRequire(url)(node.url.fileURLToPath(url)));
  } catch (cause) {
    if ((cause as { code?: unknown } | null)?.code !== 'ERR_REQUIRE_ASYNC_MODULE') {
      throw isMissingModule(cause, url) ? noModule(url, cause) : cause;
    }
    throw new InvalidStateError(`${url} has a top-level await, which virtual time cannot wait for: ${remedy}`, {
      cause,
    });
  }
}

/** `require` returns the exports of CommonJS themselves; `import` would make them the default export. */
function asNamespace(exports: unknown): Exports {
  const isNamespace = Object.prototype.toString.call(exports) === '[object Module]';
  return isNamespace ? (exports as Exports) : { default: exports };
}

const remedy =
  'pass its functions to expose() and refer to them by taskModule() without a source, or replace their results by the ' +
  'option `answer`';

function nodeLoader(): NodeLoader | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const module = process?.getBuiltinModule?.('node:module');
  const url = process?.getBuiltinModule?.('node:url');
  return module === undefined || url === undefined ? undefined : ({ module, url } as NodeLoader);
}
