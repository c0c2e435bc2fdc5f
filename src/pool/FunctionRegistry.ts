import { SerializationError } from '../errors/SerializationError.js';
import { type AnyTask, isTaskRef, type TaskRef, taskName } from '../executor/Task.js';
import type { TaskSpec } from '../protocol/TaskSpec.js';
import { CostEstimate } from './CostEstimate.js';

/** A task's function in a pool: its number in messages, what a worker needs to find it, and what a call costs. */
export interface RegisteredFunction {
  readonly index: number;
  readonly spec: TaskSpec;
  readonly cost: CostEstimate;
}

/**
 * Owns the functions that were submitted to a pool. Functions with equal source text are one entry, so that closures
 * made in a loop share one, too.
 */
export class FunctionRegistry {
  readonly #byIdentity = new WeakMap<object, RegisteredFunction>();
  readonly #byKey = new Map<string, RegisteredFunction>();
  readonly #all: RegisteredFunction[] = [];
  /** The last function that was looked up: the next task mostly has the same. */
  #last: { readonly task: AnyTask; readonly entry: RegisteredFunction } | undefined;

  /** Returns the function's entry; throws a SerializationError for a function that has no source text to send. */
  find(task: AnyTask): RegisteredFunction {
    if (this.#last?.task !== task) this.#last = { task, entry: this.#lookUp(task) };
    return this.#last.entry;
  }

  at(index: number): RegisteredFunction | undefined {
    return this.#all[index];
  }

  #lookUp(task: AnyTask): RegisteredFunction {
    const registered = this.#byIdentity.get(task);
    if (registered !== undefined) return registered;
    const entry = this.#bySpec(taskSpec(task));
    this.#byIdentity.set(task, entry);
    return entry;
  }

  #bySpec(spec: TaskSpec): RegisteredFunction {
    const key = JSON.stringify(spec);
    const registered = this.#byKey.get(key);
    if (registered !== undefined) return registered;
    const entry: RegisteredFunction = { index: this.#all.length, spec, cost: new CostEstimate() };
    this.#all.push(entry);
    this.#byKey.set(key, entry);
    return entry;
  }
}

/** Returns how a worker finds the task's function. */
export function taskSpec(task: AnyTask): TaskSpec {
  if (isTaskRef(task)) return refSpec(task);
  const source = Function.prototype.toString.call(task);
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) {
    throw notSendable(task, 'a native or bound function has no source text');
  }
  if (/^class\b/.test(source)) throw notSendable(task, 'a class cannot be called');
  return { form: 'inline', source, name: taskName(task) };
}

function refSpec({ module, name }: TaskRef): TaskSpec {
  return module === undefined ? { form: 'exposed', name } : { form: 'module', url: module, name };
}

function notSendable(task: AnyTask, why: string): SerializationError {
  return new SerializationError(
    `the task "${taskName(task)}" cannot be sent to a worker: ${why}. Wrap it in a function, or use a module task`,
    { part: 'task' },
  );
}
