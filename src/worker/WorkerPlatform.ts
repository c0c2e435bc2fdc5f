import type { EventLoop } from '../time/EventLoop.js';
import type { TaskLoader } from './resolveTask.js';

/** What a worker needs of the platform it lives on. */
export interface WorkerPlatform extends TaskLoader, EventLoop {
  /** Milliseconds since 1970 at which {@link now} began to count. */
  readonly timeOrigin: number;
  exit(code: number): void;
  /** The bytes of memory that this worker takes, where that can be told. */
  memory?(): number;
}
