import {
  type BrokenClass,
  type MakeBroken,
  type NamedWorker,
  workerAbandoned,
  workerLost,
  workerNotStarted,
  workerReplaced,
} from './brokenErrors.js';
import type { PoolWorkerEnd, StartFailure } from './PoolWorker.js';

/** The meaning of a worker's end for its pool. */
export interface ExplainedEnd {
  /** Why the worker never became ready; `undefined` if it did, or if the pool ended it. */
  readonly failedStart: StartFailure | undefined;
  /** True if the pool ended the worker. */
  readonly requested: boolean;
  /** Makes the errors of the tasks that the worker has not finished. */
  readonly makeError: MakeBroken;
  /** The error to emit with the worker's end; `undefined` if it ended as the pool requested. */
  readonly reported: Error | undefined;
}

/** The circumstances of a worker's end. */
export interface EndContext {
  readonly Broken: BrokenClass;
  readonly onWorkerLost: 'break' | 'replace';
  /** True once the pool takes no more work and ends its workers by a signal: then no end is a failed start. */
  readonly poolEnded: boolean;
}

/** Returns what the end of a worker means. */
export function explainEnd(worker: NamedWorker, ended: PoolWorkerEnd, context: EndContext): ExplainedEnd {
  const failedStart = failedStartOf(ended, context);
  const requested = failedStart === undefined && (ended.phase === 'closing' || ended.phase === 'killed');
  const unexpected = unexpectedEnd(worker, ended, context.Broken);
  return {
    failedStart,
    requested,
    makeError: requested ? workerReplaced(context.Broken, worker) : unexpected,
    reported: requested && !ended.abandoned ? undefined : unexpected(false),
  };
}

function failedStartOf({ phase, end, startFailure }: PoolWorkerEnd, context: EndContext): StartFailure | undefined {
  if (startFailure !== undefined) return startFailure;
  if (phase !== 'starting' || context.poolEnded) return undefined;
  if (end.error !== undefined) return { error: end.error, hopeless: end.hopeless ?? false };
  // a process that dies without reporting an error breaks the pool as in Python, also before it is ready
  return { error: undefined, hopeless: context.onWorkerLost === 'break' };
}

function unexpectedEnd(worker: NamedWorker, ended: PoolWorkerEnd, Broken: BrokenClass): MakeBroken {
  const { phase, end, abandoned, startFailure } = ended;
  if (startFailure !== undefined) return workerNotStarted(Broken, worker, startFailure);
  if (abandoned) return workerAbandoned(Broken, worker);
  if (phase === 'starting' && end.error !== undefined) return workerNotStarted(Broken, worker, end);
  return workerLost(Broken, worker, end);
}
