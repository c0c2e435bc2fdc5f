import type { ExecutorCore } from './ExecutorCore.js';
import type { Scheduling } from './Scheduling.js';
import type { Shutdown } from './Shutdown.js';
import type { SubmitOptions } from './SubmitOptions.js';

/** The keys of the parts of an executor. */
export const sharedKey: unique symbol = Symbol('shared');
export const optionsKey: unique symbol = Symbol('options');

/** The parts that all views of one executor share. */
export interface Shared {
  readonly core: ExecutorCore;
  readonly scheduling: Scheduling;
  readonly shutdown: Shutdown;
}

/** An executor of this package. */
export interface WithParts {
  readonly [sharedKey]: () => Shared;
  readonly [optionsKey]: () => SubmitOptions;
}
