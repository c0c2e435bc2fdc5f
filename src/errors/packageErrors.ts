import { BrokenExecutor } from './BrokenExecutor.js';
import { BrokenProcessPool } from './BrokenProcessPool.js';
import { BrokenThreadPool } from './BrokenThreadPool.js';
import { CancelledError } from './CancelledError.js';
import { ExecutorShutdownError } from './ExecutorShutdownError.js';
import { FutureError } from './FutureError.js';
import { InvalidStateError } from './InvalidStateError.js';
import { JobNotFoundError } from './JobNotFoundError.js';
import { QueueFullError } from './QueueFullError.js';
import { SerializationError } from './SerializationError.js';
import { TaskNotFoundError } from './TaskNotFoundError.js';

/** The error classes of this package. */
export const packageErrors = [
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
