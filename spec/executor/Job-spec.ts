import { expect } from 'chai';
import { Job, type JobLimits } from '../../src/executor/Job.js';
import { until } from '../support/until.js';

describe('a job', () => {
  it('ends its clocks once when it is settled, and lets go of them: its Future may be kept for long', async function () {
    if (gc === undefined) this.skip();
    const owner = { jobStarted: () => {}, jobSettled: () => {} };
    const job = new Job<number>(1, { owner, task: () => 1, options: {}, site: undefined }, []);
    const ended: string[] = [];
    const limits = ((): WeakRef<JobLimits> => {
      const clocks = { started: () => void ended.push('started'), end: () => void ended.push('ended') };
      job.limits = clocks;
      return new WeakRef(clocks);
    })();

    job.start();
    job.succeed(1);

    expect(ended).to.deep.equal(['started', 'ended']);
    const collected = (): boolean => {
      gc?.();
      return limits.deref() === undefined;
    };
    await until(collected, 'the limits are collected');
    expect(job.state).to.equal('FINISHED');
  });
});
