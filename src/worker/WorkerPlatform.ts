import type { EventLoop } from '../time/EventLoop.js';
import type { TaskLoader } from './resolveTask.js';

/** The parts of the platform that a worker uses. */
export interface WorkerPlatform extends TaskLoader, EventLoop {
  /** The time, in milliseconds since 1970, from which {@link now} counts. */
  readonly timeOrigin: number;
  exit(code: number): void;
  /** Returns the bytes of memory that this worker uses, where the platform can report them. */
  memory?(): number;
}
