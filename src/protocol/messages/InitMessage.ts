import type { TaskSpec } from '../TaskSpec.js';
import type { WorkerIdentity } from '../WorkerIdentity.js';

/** The host's first message: the settings of the worker. */
export interface InitMessage {
  readonly kind: 'init';
  readonly worker: WorkerIdentity;
  readonly claims: SharedArrayBuffer | undefined;
  readonly times: SharedArrayBuffer | undefined;
  readonly tasksPerWorker: number;
  /** Bytes of memory beyond which the worker reports `overMemory`. */
  readonly maxMemory?: number;
  readonly initializer: TaskSpec | undefined;
  readonly initArgs: readonly unknown[];
  readonly finalizer: TaskSpec | undefined;
}
