import type { ExecutorCore } from './ExecutorCore.js';
import type { SubmitOptions } from './SubmitOptions.js';

/** The parts of an executor, or of a view of it, that the operators of this package use. */
export interface Internals {
  readonly core: ExecutorCore;
  /** The defaults of what is submitted through the view. */
  readonly options: SubmitOptions;
}

/** The key of the method that returns an executor's internals; any copy of the package uses the same key. */
export const internalsKey: unique symbol = Symbol.for('rx-futures.internals') as never;

/** An executor of this package. */
export interface HasInternals {
  [internalsKey](): Internals;
}

/** Returns the internals of an executor; `undefined` for anything else than an executor of this package. */
export function internalsOf(executor: unknown): Internals | undefined {
  return (executor as Partial<HasInternals> | null | undefined)?.[internalsKey]?.();
}
