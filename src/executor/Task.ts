import type { Observable } from 'rxjs';
import type { PlatformObservable } from '../future/toObservable.js';
import { describe } from '../options/describe.js';

/** Holds the types of a task in its reference; does not exist at run time. */
declare const signature: unique symbol;

/**
 * A task by name: an export of a module, or a name that the worker's own file exposes. `taskModule` creates references.
 *
 * @example
 * ```ts
 * import { taskModule, type TaskRef } from 'rx-futures';
 *
 * const tasks = taskModule<{ add(a: number, b: number): number }>('file:///srv/tasks.js');
 * const add: TaskRef<[a: number, b: number], number> = tasks.add;
 * console.log(add.name); // add
 * ```
 */
export interface TaskRef<A extends readonly unknown[] = readonly never[], R = unknown> {
  /** The module's URL; `undefined` for a name that the worker exposes. */
  readonly module: string | undefined;
  /** The exported or exposed name. */
  readonly name: string;
  /** The types only. */
  readonly [signature]?: (...args: A) => R;
}

/** A task: a function, or a reference to one. Sync or async. */
export type Task<A extends readonly unknown[], R> = ((...args: A) => R) | TaskRef<A, R>;

/**
 * The value of the Future of a task that returns `R`: of a promise the value that it resolves to, of a stream (an
 * Observable, an async iterable, a generator or another iterator) its one value; any other value is unchanged. An array
 * is a value. Node's `Buffer` is typed as a `Uint8Array`: from a thread it arrives as one, from a process as a
 * `Buffer`. Types of nested values, as `{ data: Buffer }`, are unchanged; docs/values.md describes what arrives.
 *
 * @example
 * ```ts
 * import type { TaskValue } from 'rx-futures';
 * import type { Observable } from 'rxjs';
 *
 * const fromPromise: TaskValue<Promise<number>> = 1;
 * const fromStream: TaskValue<Observable<number>> = 2;
 * const list: TaskValue<number[]> = [fromPromise, fromStream];
 * console.log(list); // [ 1, 2 ]
 * ```
 */
export type TaskValue<R> = 0 extends 1 & R ? R : OneOf<Awaited<R>>; // `any` stays `any`

type OneOf<V> =
  V extends Observable<infer T>
    ? T
    : V extends AsyncIterable<infer T>
      ? T
      : V extends Iterator<infer T, unknown, never> & Iterable<unknown>
        ? T
        : V extends PlatformObservable<infer T>
          ? T
          : V extends BufferLike
            ? Uint8Array
            : V;

/** Node's `Buffer`, recognised by a method that no other view has: its own type does not exist in a page. */
type BufferLike = Uint8Array & { readUInt16LE(offset?: number): number };

/** References to the functions of a module or of its default export. */
type FunctionsOf<M> = {
  readonly [K in keyof M as M[K] extends (...args: never[]) => unknown ? K : never]: M[K] extends (
    ...args: infer A
  ) => infer R
    ? TaskRef<A, R>
    : never;
};

/** The functions of the default export that the module does not export by the same name. */
type DefaultFunctionsOf<M> = M extends { readonly default: infer D } ? Omit<FunctionsOf<D>, keyof M> : unknown;

/**
 * The tasks of a module: every exported function as a reference with its own types, and likewise those of its default
 * export, when that is an object, a function or a class with functions, or an instance with methods.
 */
export type Tasks<M> = 0 extends 1 & M ? FunctionsOf<M> : FunctionsOf<M> & DefaultFunctionsOf<M>;

/** A task of any type. */
// biome-ignore lint/suspicious/noExplicitAny: the one place where the types of all tasks meet
export type AnyTask = ((...args: any[]) => unknown) | TaskRef<any, unknown>;

const mark = Symbol.for('rx-futures.TaskRef');

/** Creates a reference, with a mark by which any copy of the package recognises it. */
export function makeTaskRef(module: string | undefined, name: string): TaskRef {
  const ref = { module, name };
  Object.defineProperty(ref, mark, { value: true });
  return Object.freeze(ref);
}

/** Returns true for a reference to a task. The mark must be the object's own. */
export function isTaskRef(value: unknown): value is TaskRef {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, mark);
}

/** Returns the name of a task for events, worker errors and traces. */
export function taskName(task: AnyTask): string {
  return task.name === '' ? '(anonymous)' : task.name;
}

/** Returns the task; throws a TypeError for any other value. */
export function checkTask(task: unknown): AnyTask {
  if (typeof task === 'function' || isTaskRef(task)) return task as AnyTask;
  throw new TypeError(`task must be a function or a reference made by taskModule, got ${describe(task)}`);
}
