import { isThenable } from './streamKinds.js';

/** A task's function with any parameters. */
export type TaskFunction = (...args: readonly unknown[]) => unknown;

/**
 * Returns what an operator makes of the source. The operator may have to be made first by a factory, which may be
 * asynchronous. A function with arguments is a factory, and so is one that returns a function for the source. A
 * function without parameters is first called without any: a factory whose parameters all have defaults must not get
 * the source.
 */
export function applyOperator(fn: TaskFunction, args: readonly unknown[], source: unknown): unknown {
  const madeFirst = args.length > 0 || fn.length === 0;
  return then(madeFirst ? fn(...args) : fn(source), (result) => {
    if (typeof result !== 'function') return madeFirst ? applyItself(fn, args, source, result) : result;
    return madeFirst ? (result as TaskFunction)(source) : then(fn(), (operator) => (operator as TaskFunction)(source));
  });
}

/** Handles a function that was called as a factory and is not one. */
function applyItself(fn: TaskFunction, args: readonly unknown[], source: unknown, result: unknown): unknown {
  if (args.length === 0) return fn(source);
  throw new TypeError(`a factory of operators must give back a function, got ${typeof result}`);
}

/** Continues with a value, or with what a promise resolves to; at once if there is no promise. */
function then(value: unknown, continueWith: (value: unknown) => unknown): unknown {
  return isThenable(value) ? value.then(continueWith) : continueWith(value);
}
