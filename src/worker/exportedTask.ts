import { TaskNotFoundError } from '../errors/TaskNotFoundError.js';
import type { TaskFunction } from '../streams/worker/applyOperator.js';

export type { TaskFunction };

/** An object that holds a module's functions: its namespace, or its default export. */
type Holder = object;

/** Greatest nesting of default exports: compilers to CommonJS and Node add one each. */
const mostDefaults = 3;

/**
 * Returns the function that a module exports by that name. Where its default export is an object, a function or a class, the
 * own functions of that count too, and where it is an instance, the methods of its classes; all are called on it.
 */
export function exportedTask(exports: Record<string, unknown>, name: string, url: string): TaskFunction {
  const defaults = defaultsOf(exports);
  const named = name === 'default' ? defaultFunction(exports, defaults) : ownValue(exports, name);
  for (const holder of defaults) {
    const method = methodOf(holder, name);
    // Node lists the functions of a CommonJS module as exports too: those are the same functions.
    const isMeant = method !== undefined && (named === undefined || named === method);
    // Bound, since that keeps the number of parameters, which distinguishes operators from factories.
    if (isMeant) return method.bind(holder);
  }
  if (typeof named === 'function') return named as TaskFunction;
  const what = named === undefined ? 'has no export' : `exports a ${typeof named}, not a function, as`;
  const found = [...new Set([exports, ...defaults].flatMap(functionNames))];
  throw new TaskNotFoundError(`${url} ${what} "${name}"; its functions are: ${found.join(', ') || '(none)'}`);
}

/** Returns the default export and those nested in it: a compiled CommonJS module has its own default there. */
function defaultsOf(exports: Holder): Holder[] {
  const found: Holder[] = [];
  let holder: unknown = ownValue(exports, 'default');
  while (isHolder(holder) && found.length < mostDefaults) {
    found.push(holder);
    holder = isCompiled(holder) ? ownValue(holder, 'default') : undefined;
  }
  return found;
}

function defaultFunction(exports: Holder, defaults: readonly Holder[]): unknown {
  return defaults.findLast((each) => typeof each === 'function') ?? ownValue(exports, 'default');
}

/** Returns a function of a default export: its own, or, where it is an instance, of its classes. */
function methodOf(holder: Holder, name: string): TaskFunction | undefined {
  if (name === 'constructor' || name === 'default') return undefined;
  const value = ownValueInChain(holder, name);
  return typeof value === 'function' ? (value as TaskFunction) : undefined;
}

/** Yields the object itself and the prototypes of its classes, but not those of all objects and functions. */
function* lookedUpIn(holder: Holder): Generator<Holder> {
  yield holder;
  if (typeof holder === 'function') return;
  for (let each = prototypeOf(holder); each !== undefined; each = prototypeOf(each)) yield each;
}

/**
 * Returns the next prototype; `undefined` at the end of the classes. An object of another realm ends at that realm's
 * own `Object.prototype`.
 */
function prototypeOf(object: Holder): Holder | undefined {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (!isHolder(prototype) || Object.getPrototypeOf(prototype) === null) return undefined;
  return prototype;
}

/** Returns the value of an own property. Getters count in modules only, where compilers make them for re-exports. */
function ownValue(holder: Holder, name: string): unknown {
  const property = Object.getOwnPropertyDescriptor(holder, name);
  if (property === undefined || 'value' in property) return property?.value;
  return isCompiled(holder) ? (holder as Record<string, unknown>)[name] : undefined;
}

/** Returns true for a CommonJS module that was compiled from an ES module. */
function isCompiled(holder: Holder): boolean {
  return Object.getOwnPropertyDescriptor(holder, '__esModule')?.value === true;
}

function functionNames(holder: Holder): string[] {
  const names = [...lookedUpIn(holder)].flatMap((each) => Object.getOwnPropertyNames(each));
  return names.filter((name) => name !== 'constructor' && typeof ownValueInChain(holder, name) === 'function');
}

function ownValueInChain(holder: Holder, name: string): unknown {
  for (const each of lookedUpIn(holder)) if (Object.hasOwn(each, name)) return ownValue(each, name);
  return undefined;
}

function isHolder(value: unknown): value is Holder {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
