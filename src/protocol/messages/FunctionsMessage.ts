import type { TaskSpec } from '../TaskSpec.js';

/**
 * Functions of tasks that follow. They are sent without any value of the user, so that a value that cannot be decoded
 * on arrival does not take a function with it.
 */
export interface FunctionsMessage {
  readonly kind: 'functions';
  readonly specs: readonly (readonly [index: number, spec: TaskSpec])[];
}
