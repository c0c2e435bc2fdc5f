import { SerializationError } from '../errors/SerializationError.js';
import { type AnyTask, isTaskRef, type TaskRef, taskName } from '../executor/Task.js';
import type { TaskSpec } from '../protocol/messages.js';

/** A task's function as the pool knows it: a number for the messages, and what a worker needs to find it. */
export interface KnownTask {
  readonly index: number;
  readonly spec: TaskSpec;
  /** The running estimate of a call, in milliseconds; unknown before the first. */
  estimate: number | undefined;
}

/** The functions that were submitted to a pool. Equal texts are one function, so that closures made in a loop are too. */
export class FunctionRegistry {
  readonly #byIdentity = new WeakMap<object, KnownTask>();
  readonly #byKey = new Map<string, KnownTask>();
  readonly #all: KnownTask[] = [];
  /** The last one that was looked for: mostly it is the next one, too. */
  #last: { readonly task: AnyTask; readonly known: KnownTask } | undefined;

  /** The function's entry; throws a SerializationError for what has no text to send. */
  find(task: AnyTask): KnownTask {
    if (this.#last?.task !== task) this.#last = { task, known: this.#lookUp(task) };
    return this.#last.known;
  }

  at(index: number): KnownTask | undefined {
    return this.#all[index];
  }

  #lookUp(task: AnyTask): KnownTask {
    const known = this.#byIdentity.get(task);
    if (known !== undefined) return known;
    const entry = this.#bySpec(taskSpec(task));
    this.#byIdentity.set(task, entry);
    return entry;
  }

  #bySpec(spec: TaskSpec): KnownTask {
    const key = JSON.stringify(spec);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const entry: KnownTask = { index: this.#all.length, spec, estimate: undefined };
    this.#all.push(entry);
    this.#byKey.set(key, entry);
    return entry;
  }
}

/** How a worker is to find the task. */
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
