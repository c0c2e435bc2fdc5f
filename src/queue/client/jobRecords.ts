import { TaskNotFoundError } from '../../errors/TaskNotFoundError.js';
import type { Job } from '../../executor/Job.js';
import { isTaskRef } from '../../executor/Task.js';
import { type CallOptions, checkRow, encodeCalls } from '../codec/payloadCodec.js';
import type { Signer } from '../codec/signature.js';
import { checkSize } from '../codec/sizes.js';
import type { NewJob } from '../JobStore.js';
import type { CheckedQueueOptions } from './QueueSubmitOptions.js';

/** Jobs of the executor, encoded as one job of the store. */
export interface JobRecord {
  /** The encoded jobs; the others have failed. */
  readonly jobs: Job[];
  readonly record: NewJob;
  /** Characters of its payload. */
  readonly size: number;
}

/** Settings for encoding records. */
export interface RecordMaker {
  readonly signer: Signer;
  /** Greatest number of characters of a payload. */
  readonly maxPayload: number;
  /** True if the progress of a chunk's calls is listened to. */
  readonly progress?: boolean;
}

/**
 * Returns one record for these jobs, `undefined` when none is left. A job whose arguments cannot be cloned fails alone.
 */
export function recordOf(id: string, candidates: readonly Job[], maker: RecordMaker): JobRecord | undefined {
  const jobs = candidates.filter(isSound);
  if (jobs.length === 0) return undefined;
  try {
    return encodeJobs(id, jobs, maker);
  } catch (error) {
    const left = jobs.filter((job) => goesAlone(id, job, maker));
    if (left.length < jobs.length) return recordOf(id, left, maker);
    for (const job of left) job.fail(error);
    return undefined;
  }
}

/** Returns true if the job may share a job of the store with others: it has no option that applies to it alone. */
export function mayShare({ options }: Job): boolean {
  const { idempotencyKey, attempts = 1, runTimeout } = options as CheckedQueueOptions;
  return idempotencyKey === undefined && attempts === 1 && runTimeout === undefined;
}

function encodeJobs(id: string, jobs: Job[], { signer, maxPayload, progress }: RecordMaker): JobRecord {
  const { name: task, options } = jobs[0] as Job;
  const { attempts = 1, backoff = 0, delay = 0, priority = 0 } = options as CheckedQueueOptions;
  const rows = jobs.map((job) => job.args);
  const chunked = jobs.length > 1 && progress === true ? { ...options, progress } : options;
  const payload = encodeCalls(id, task, rows, chunked as CallOptions, signer);
  const size = JSON.stringify(payload).length;
  checkSize('arguments', size, maxPayload);
  return { jobs, record: { id, task, payload, attempts, backoff, delay, priority }, size };
}

function isSound(job: Job): boolean {
  if (job.state !== 'PENDING') return false;
  try {
    if (!isTaskRef(job.task)) throw new TaskNotFoundError(notByName(job.name));
    checkRow(job.args);
    return true;
  } catch (error) {
    job.fail(error);
    return false;
  }
}

/** Returns true if the job can be encoded by itself; fails it otherwise. */
function goesAlone(id: string, job: Job, maker: RecordMaker): boolean {
  try {
    return encodeJobs(id, [job], maker).size > 0;
  } catch (error) {
    job.fail(error);
    return false;
  }
}

function notByName(name: string): string {
  return (
    `a queue requires a task reference, got the function "${name}": only names are sent, so that data from the queue ` +
    'never runs as code. Create a reference with taskModule and register the task on the server'
  );
}
