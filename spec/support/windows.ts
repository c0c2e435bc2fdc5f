import { BaseExecutor } from '../../src/executor/BaseExecutor.js';
import {
  ProcessPoolExecutor,
  type ProcessPoolOptions,
  processPool,
} from '../../src/executors/process/ProcessPoolExecutor.js';
import {
  ThreadPoolExecutor,
  type ThreadPoolOptions,
  threadPool,
} from '../../src/executors/thread/ThreadPoolExecutor.js';
import type { InFlightPolicy } from '../../src/pool/InFlightPolicy.js';

/** A thread pool with a forced window: the guarantees must hold for any number of tasks assigned in advance. */
class ForcedThreadPool extends BaseExecutor {
  constructor(options: ThreadPoolOptions, window: InFlightPolicy) {
    super(threadPool(options, window));
  }
}

/** Thread pools by their window: the one that adapts, none beyond the free slots, and as deep as the slots allow. */
export const threadPools: Readonly<Record<string, (options: ThreadPoolOptions) => BaseExecutor>> = {
  adaptive: (options) => new ThreadPoolExecutor(options),
  'of 1': (options) => new ForcedThreadPool(options, () => false),
  'of thousands': (options) => new ForcedThreadPool(options, () => true),
};

/** A process pool with a window, or without shared claims: then assigned tasks count as started. */
class ForcedProcessPool extends BaseExecutor {
  constructor(options: ProcessPoolOptions, window: InFlightPolicy | undefined, claims = true) {
    super(processPool(options, window, claims).core);
  }
}

/** Process pools, likewise. */
export const processPools: Readonly<Record<string, (options: ProcessPoolOptions) => BaseExecutor>> = {
  adaptive: (options) => new ProcessPoolExecutor(options),
  'of 1': (options) => new ForcedProcessPool(options, () => false),
  'of thousands': (options) => new ForcedProcessPool(options, () => true),
  'adaptive, nothing seen by both': (options) => new ForcedProcessPool(options, undefined, false),
};
