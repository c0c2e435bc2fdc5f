import { CancelledError } from '../errors/CancelledError.js';
import { ExecutorShutdownError } from '../errors/ExecutorShutdownError.js';
import { FutureError } from '../errors/FutureError.js';
import { InvalidStateError } from '../errors/InvalidStateError.js';
import { SerializationError } from '../errors/SerializationError.js';
import { TaskNotFoundError } from '../errors/TaskNotFoundError.js';
import { type ErrorClass, realm } from './realm.js';

const builtIns: readonly ErrorClass[] = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];

const known = new Map<string, ErrorClass>();
knowErrors(builtIns);
/** The errors of this package that a task can get to see in a Web Worker. */
knowErrors([
  FutureError,
  CancelledError,
  InvalidStateError,
  ExecutorShutdownError,
  TaskNotFoundError,
  SerializationError,
]);

/**
 * Adds error classes of this package: their errors arrive as instances. Each part of the package adds those that it can
 * get to see, so that a Web Worker's file does not contain the others.
 */
export function knowErrors(classes: readonly ErrorClass[]): void {
  for (const each of classes) known.set(each.name, each);
}

/** Returns the error class of that name: registered by the user, of this package, or built in. */
export function errorClassNamed(name: string): ErrorClass | undefined {
  return realm.errorClasses.get(name) ?? known.get(name) ?? (name === 'AggregateError' ? AggregateError : undefined);
}
