import { BrokenExecutor } from '../errors/BrokenExecutor.js';
import { BrokenProcessPool } from '../errors/BrokenProcessPool.js';
import { BrokenThreadPool } from '../errors/BrokenThreadPool.js';
import { CancelledError } from '../errors/CancelledError.js';
import { ExecutorShutdownError } from '../errors/ExecutorShutdownError.js';
import { FutureError } from '../errors/FutureError.js';
import { InvalidStateError } from '../errors/InvalidStateError.js';
import { JobNotFoundError } from '../errors/JobNotFoundError.js';
import { QueueFullError } from '../errors/QueueFullError.js';
import { SerializationError } from '../errors/SerializationError.js';
import { TaskNotFoundError } from '../errors/TaskNotFoundError.js';
import { type ErrorClass, realm } from './realm.js';

const packageErrors: readonly ErrorClass[] = [
  FutureError,
  CancelledError,
  InvalidStateError,
  BrokenExecutor,
  BrokenThreadPool,
  BrokenProcessPool,
  ExecutorShutdownError,
  QueueFullError,
  JobNotFoundError,
  TaskNotFoundError,
  SerializationError,
];
const builtIns: readonly ErrorClass[] = [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];

const known: ReadonlyMap<string, ErrorClass> = new Map(
  [...packageErrors, ...builtIns].map((each) => [each.name, each]),
);

/** Returns the error class of that name: registered by the user, of this package, or built in. */
export function errorClassNamed(name: string): ErrorClass | undefined {
  return realm.errorClasses.get(name) ?? known.get(name) ?? (name === 'AggregateError' ? AggregateError : undefined);
}
