import type { TaskFunction } from '../exportedTask.js';
import { isThenable } from '../streamKinds.js';

/**
 * What an operator makes of the source; it may itself have to be made first, by a factory, which may take its time. A
 * function that is given arguments is a factory, and so is one that answers the source with a function. One that takes
 * no parameters is called without any first: a factory whose parameters all have defaults should not get the source.
 */
export function applyOperator(fn: TaskFunction, args: readonly unknown[], source: unknown): unknown {
  const madeFirst = args.length > 0 || fn.length === 0;
  return then(madeFirst ? fn(...args) : fn(source), (answer) => {
    if (typeof answer !== 'function') return madeFirst ? applyItself(fn, args, source, answer) : answer;
    return madeFirst ? (answer as TaskFunction)(source) : then(fn(), (made) => (made as TaskFunction)(source));
  });
}

/** It was taken for a factory, and is none. */
function applyItself(fn: TaskFunction, args: readonly unknown[], source: unknown, answer: unknown): unknown {
  if (args.length === 0) return fn(source);
  throw new TypeError(`a factory of operators must give back a function, got ${typeof answer}`);
}

/** Goes on with a value, or with what a promise of it comes to; at once where there is no promise. */
function then(value: unknown, goOn: (value: unknown) => unknown): unknown {
  return isThenable(value) ? value.then(goOn) : goOn(value);
}
