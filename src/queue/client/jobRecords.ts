import { TaskNotFoundError } from '../../errors/TaskNotFoundError.js';
import type { Job } from '../../executor/Job.js';
import { isTaskRef } from '../../executor/Task.js';
import { type CallOptions, checkRow, encodeCalls } from '../codec/payloadCodec.js';
import type { Signer } from '../codec/signature.js';
import { checkSize } from '../codec/sizes.js';
import type { NewJob } from '../JobStore.js';
import type { CheckedQueueOptions } from './QueueSubmitOptions.js';

/** Jobs of the executor as one job of the store. */
export interface JobRecord {
  /** Those that go; the others have failed. */
  readonly jobs: Job[];
  readonly record: NewJob;
  /** Characters of its payload. */
  readonly size: number;
}

/** What a record is made with. */
export interface RecordMaker {
  readonly signer: Signer;
  /** Most characters of a payload. */
  readonly maxPayload: number;
  /** Whether anybody listens to what the calls of a chunk tell of their progress. */
  readonly progress?: boolean;
}

/** One record for these jobs. What cannot cross fails, alone; `undefined` when nothing is left. */
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

/** Only what asks for nothing of its own may share a job of the store with others. */
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

/** Finds the one of several that cannot cross. */
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
    `the function "${name}" cannot be sent through a queue: only tasks by their names can, so that nothing that comes ` +
    'through it is ever run as code. Make a reference with taskModule, and register the task where it is served'
  );
}
