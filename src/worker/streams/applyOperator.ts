import type { TaskFunction } from '../exportedTask.js';
import { isThenable } from '../streamKinds.js';

/**
 * Returns what an operator makes of the source. The operator may have to be made first by a factory, which may be
 * asynchronous. A function with arguments is a factory, and so is one that returns a function for the source. A
 * function without parameters is first called without any: a factory whose parameters all have defaults must not get
 * the source.
 */
export function applyOperator(fn: TaskFunction, args: readonly unknown[], source: unknown): unknown {
  const madeFirst = args.length > 0 || fn.length === 0;
  return then(madeFirst ? fn(...args) : fn(source), (answer) => {
    if (typeof answer !== 'function') return madeFirst ? applyItself(fn, args, source, answer) : answer;
    return madeFirst ? (answer as TaskFunction)(source) : then(fn(), (made) => (made as TaskFunction)(source));
  });
}

/** Handles a function that was called as a factory and is not one. */
function applyItself(fn: TaskFunction, args: readonly unknown[], source: unknown, answer: unknown): unknown {
  if (args.length === 0) return fn(source);
  throw new TypeError(`a factory of operators must give back a function, got ${typeof answer}`);
}

/** Continues with a value, or with what a promise resolves to; at once if there is no promise. */
function then(value: unknown, goOn: (value: unknown) => unknown): unknown {
  return isThenable(value) ? value.then(goOn) : goOn(value);
}
