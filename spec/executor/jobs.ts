import { Job, type JobOwner } from '../../src/executor/Job.js';
import type { JobOptions } from '../../src/executor/JobOptions.js';

const nobody: JobOwner = { jobStarted: () => {}, jobSettled: () => {} };

let lastId = 0;

/** Makes a job that no executor owns, or the given owner. */
export function makeJob(options: JobOptions = {}, owner = nobody): Job {
  function double(n: number): number {
    return n * 2;
  }
  return new Job(++lastId, { owner, task: double as never, options, site: undefined }, [1]);
}
