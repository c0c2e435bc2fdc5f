import { Job, type JobOwner } from '../../src/executor/Job.js';
import type { JobOptions } from '../../src/executor/JobOptions.js';

const noOwner: JobOwner = { jobStarted: () => {}, jobSettled: () => {} };

let lastId = 0;

/** Makes a job without an executor, or with the given owner. */
export function makeJob(options: JobOptions = {}, owner = noOwner): Job {
  function double(n: number): number {
    return n * 2;
  }
  return new Job(++lastId, { owner, task: double as never, options, site: undefined }, [1]);
}
