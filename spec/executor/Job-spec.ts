import { expect } from 'chai';
import { Job, type JobHolder, type JobLimits } from '../../src/executor/Job.js';
import { collectGarbage } from '../support/collectGarbage.js';
import { until } from '../support/until.js';
import { makeJob } from './jobs.js';

describe('a job', () => {
  it('ends its time limits once when it is settled, and releases them, since its Future may be kept for long', async () => {
    const owner = { jobStarted: () => {}, jobSettled: () => {} };
    const job = new Job<number>(1, { owner, task: () => 1, options: {}, site: undefined }, []);
    const ended: string[] = [];
    const limits = ((): WeakRef<JobLimits> => {
      const timers = { started: () => void ended.push('started'), end: () => void ended.push('ended') };
      job.limits = timers;
      return new WeakRef(timers);
    })();

    job.start();
    job.succeed(1);

    expect(ended).to.deep.equal(['started', 'ended']);
    const collected = (): boolean => {
      collectGarbage();
      return limits.deref() === undefined;
    };
    await until(collected, 'the limits are collected');
    expect(job.state).to.equal('FINISHED');
  });
});

/** A holder that records what it is asked for. */
class RecordingHolder implements JobHolder {
  readonly workerId = 1;
  readonly stopped: [slot: number, reason: unknown][] = [];
  /** True if the task has not started, so that it can be taken back. */
  waiting = true;
  /** True if the task has started, which the holder learns only when it is asked. */
  hasStarted = false;

  takeBack(job: Job): boolean {
    if (this.waiting) job.release();
    return this.waiting;
  }

  syncStarted(job: Job): void {
    if (this.hasStarted) job.start();
  }

  stop(job: Job, reason: unknown): void {
    this.stopped.push([job.slot, reason]);
  }
}

describe('the holder of a job', () => {
  let job: Job;
  let holder: RecordingHolder;

  beforeEach(() => {
    job = makeJob();
    holder = new RecordingHolder();
  });

  it('is unknown in the queue, known from the hand-over to the release', () => {
    expect([job.holder, job.slot]).to.deep.equal([undefined, -1]);
    job.handOver(holder, 3);
    expect(job.holder).to.equal(holder);
    expect(job.slot).to.equal(3);
    job.release();
    expect([job.holder, job.slot]).to.deep.equal([undefined, -1]);
  });

  it('stops the task when the job is settled without it, and finds it by its slot', () => {
    job.handOver(holder, 3);
    job.start();
    const reason = new Error('enough');
    job.abort(reason, true);
    expect(holder.stopped).to.deep.equal([[3, reason]]);
    expect(job.holder).to.equal(undefined);
  });

  it('has nothing to stop once it has released the job', () => {
    job.handOver(holder, 3);
    job.start();
    job.release();
    job.succeed(1);
    expect(holder.stopped).to.deep.equal([]);
  });

  it('decides whether a job can be cancelled: only one that it can take back', () => {
    job.handOver(holder);
    expect(job.cancel()).to.equal(true);
    expect([job.state, holder.stopped.length]).to.deep.equal(['CANCELLED', 0]);

    const started = makeJob();
    holder.waiting = false;
    started.handOver(holder);
    expect(started.cancel()).to.equal(false);
    expect(started.state, 'the start was learnt from the holder').to.equal('RUNNING');
  });

  it('is asked for a start that it has not reported', () => {
    job.handOver(holder);
    expect(job.refreshState()).to.equal('PENDING');
    holder.hasStarted = true;
    expect(job.refreshState()).to.equal('RUNNING');
  });
});

describe('the arguments of a job', () => {
  function jobWith(...args: unknown[]): Job {
    const owner = { jobStarted: () => {}, jobSettled: () => {} };
    return new Job(1, { owner, task: () => 1, options: {}, site: undefined }, args);
  }

  it('are kept until it starts', () => {
    for (const args of [[], [undefined], [1, 2]]) {
      const job = jobWith(...args);
      expect(job.args).to.deep.equal(args);
      expect(job.argCount).to.equal(args.length);
      job.start();
      expect(job.args).to.deep.equal([]);
    }
  });

  it('count as objects unless all are primitives or functions', () => {
    expect([jobWith(), jobWith(1), jobWith(1, null), jobWith('a', () => 1)].some((job) => job.hasObjects)).to.equal(
      false,
    );
    expect([jobWith({}), jobWith(1, [])].every((job) => job.hasObjects)).to.equal(true);
  });
});
