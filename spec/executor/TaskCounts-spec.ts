import { expect } from 'chai';
import { TaskCounts } from '../../src/executor/TaskCounts.js';
import { makeJob } from './jobs.js';

describe('TaskCounts', () => {
  const none = { submitted: 0, queued: 0, running: 0, finished: 0, failed: 0, cancelled: 0 };

  it('starts with nothing outstanding', () => {
    const counts = new TaskCounts();
    expect(counts.stats()).to.deep.equal(none);
    expect(counts.allSettled).to.equal(true);
  });

  it('counts a task as queued, then as running, then by its outcome', () => {
    const counts = new TaskCounts();
    const job = makeJob();
    counts.submitted();
    expect(counts.stats()).to.deep.equal({ ...none, submitted: 1, queued: 1 });
    expect(counts.allSettled).to.equal(false);

    job.start();
    counts.started();
    expect(counts.stats()).to.deep.equal({ ...none, submitted: 1, running: 1 });

    job.succeed(2);
    counts.settled(job);
    expect(counts.stats()).to.deep.equal({ ...none, submitted: 1, finished: 1 });
    expect(counts.allSettled).to.equal(true);
  });

  it('counts a task that was cancelled in the queue as cancelled, and never as running', () => {
    const counts = new TaskCounts();
    const job = makeJob();
    counts.submitted();
    job.cancel();
    counts.settled(job);
    expect(counts.stats()).to.deep.equal({ ...none, submitted: 1, cancelled: 1 });
  });

  it('counts a running task that was aborted as cancelled', () => {
    const counts = new TaskCounts();
    const job = makeJob();
    counts.submitted();
    job.start();
    counts.started();
    job.abort();
    counts.settled(job);
    expect(counts.stats()).to.deep.equal({ ...none, submitted: 1, cancelled: 1 });
  });

  it('counts a task that threw undefined as failed', () => {
    const counts = new TaskCounts();
    const job = makeJob();
    counts.submitted();
    job.fail(undefined);
    counts.settled(job);
    expect(counts.stats()).to.deep.equal({ ...none, submitted: 1, failed: 1 });
  });
});
