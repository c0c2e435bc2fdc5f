import type { BrokenDetails, BrokenExecutor } from '../errors/BrokenExecutor.js';
import type { Job } from '../executor/Job.js';
import { submittedFrom } from '../executor/submittedFrom.js';
import type { WorkerEnd } from '../protocol/Transport.js';

/** The pool's own Broken error: `BrokenThreadPool` or `BrokenProcessPool`. */
export type BrokenClass = new (message: string, details: BrokenDetails) => BrokenExecutor;

/** The fields of a worker that error messages use. */
export interface NamedWorker {
  readonly workerId: number;
  readonly name: string;
}

/** Makes an error for each Future that fails: a shared instance would share the stack and `started`. */
export type MakeBroken = (started: boolean | 'unknown') => BrokenExecutor;

/** Reports a worker that ended without the pool's request. */
export function workerLost(Broken: BrokenClass, { workerId, name }: NamedWorker, end: WorkerEnd): MakeBroken {
  const how = describeEnd(end);
  const { error, ...details } = end;
  return (started) => {
    const cause = Object.hasOwn(end, 'error') ? { cause: error } : {}; // `undefined` can be thrown
    return new Broken(`worker ${name} ${how}`, { ...details, ...cause, workerId, started });
  };
}

/** Reports a worker that the pool ended to stop another task. */
export function workerReplaced(Broken: BrokenClass, { workerId, name }: NamedWorker): MakeBroken {
  return (started) => new Broken(`worker ${name} was replaced to stop another task`, { workerId, started });
}

/** Reports a worker that could not be started. */
export function workerNotStarted(Broken: BrokenClass, { workerId, name }: NamedWorker, end: WorkerEnd): MakeBroken {
  const { error, ...details } = end;
  const why = error instanceof Error ? `: ${error.message}` : '';
  return (started) =>
    new Broken(`worker ${name} could not be started${why}`, { ...details, cause: error, workerId, started });
}

/** Reports a worker that did not end when it was terminated. */
export function workerAbandoned(Broken: BrokenClass, { workerId, name }: NamedWorker): MakeBroken {
  const message =
    `worker ${name} was terminated and has not ended: a native call cannot be interrupted. The pool goes on without it; ` +
    'it ends when that call returns';
  return (started) => new Broken(message, { workerId, started });
}

/** Reports a pool that cannot go on. */
export function poolBroken(Broken: BrokenClass, what: string, workerId: number, cause: unknown): MakeBroken {
  const message = cause instanceof Error ? `${what}: ${cause.message}` : what;
  return (started) => new Broken(message, { cause, workerId, started });
}

/** Reports a pool that has no worker and cannot start one; `tries` says after how many attempts. */
export function cannotStart(Broken: BrokenClass, workerId: number, cause: unknown, tries = ''): MakeBroken {
  return poolBroken(Broken, `a worker could not be started${tries}`, workerId, cause);
}

/** Returns the error of one Future. Only started jobs get their submit stack: thousands may be waiting. */
export function brokenFor(
  job: Job | undefined,
  broken: MakeBroken,
  startedJobs: ReadonlyMap<Job | undefined, true | 'unknown'>,
): BrokenExecutor {
  const started = startedJobs.get(job) ?? false;
  const error = broken(started);
  return started === false ? error : submittedFrom(job?.site, error);
}

function describeEnd(end: WorkerEnd): string {
  const { error, exitCode, signal } = end;
  if (error instanceof Error) return `was ended by an uncaught error: ${error.message}`;
  if (Object.hasOwn(end, 'error')) return 'was ended by an uncaught error';
  if (signal !== undefined && signal !== null) return `was ended by ${signal}`;
  if (exitCode === undefined) return 'is gone: it closed itself, crashed, or was terminated by other code';
  return `exited with code ${exitCode ?? 'unknown'}`;
}
