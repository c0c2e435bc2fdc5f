import { expect } from 'chai';
import type { VirtualTimeScheduler } from 'rxjs';
import { InvalidStateError } from '../../src/errors/InvalidStateError.js';
import { DeadlockDetector } from '../../src/executor/DeadlockDetector.js';
import type { ExecutorCore } from '../../src/executor/ExecutorCore.js';
import type { Job } from '../../src/executor/Job.js';
import { manualCore } from './ManualRunner.js';

const task = (): void => {};
const observer = { settled: (): void => {} };

describe('DeadlockDetector', () => {
  const [first, second] = [{ name: 'first call' }, { name: 'second call' }];
  let core: ExecutorCore;
  let clock: VirtualTimeScheduler;
  let detector: DeadlockDetector<object>;

  beforeEach(() => {
    ({ core, clock } = manualCore());
    detector = new DeadlockDetector(core);
  });

  /** A queued job that the call has submitted; with `awaited`, the call waits for it. */
  function nested(parent: object, awaited = true): Job {
    const job = core.submit(task, [], {});
    if (awaited) job.observe(observer);
    detector.add(parent, job);
    return job;
  }

  it('fails the queued jobs a second after every call waits for one of its own', () => {
    const jobs = [nested(first), nested(second)];
    detector.restart(true, [first, second]);
    clock.maxFrames = 999;
    clock.flush();
    expect(jobs.map(({ state }) => state)).to.deep.equal(['PENDING', 'PENDING']);
    clock.maxFrames = 1000;
    clock.flush();
    for (const job of jobs) {
      expect(job.failed).to.equal(true);
      expect(job.outcome)
        .to.be.instanceOf(InvalidStateError)
        .with.property('message')
        .that.contains('"task" cannot start');
    }
  });

  it('does nothing while a slot is free', () => {
    const job = nested(first);
    detector.restart(false, [first]);
    clock.flush();
    expect(job.state).to.equal('PENDING');
  });

  it('does nothing while one of the calls waits for no nested job', () => {
    const job = nested(first);
    detector.restart(true, [first, second]);
    clock.flush();
    expect(job.state).to.equal('PENDING');
  });

  it('does not count a nested job without an observer', () => {
    const job = nested(first, false);
    detector.restart(true, [first]);
    clock.flush();
    expect(job.state).to.equal('PENDING');
  });

  it('starts the second anew at each restart', () => {
    const job = nested(first);
    detector.restart(true, [first]);
    clock.schedule(() => detector.restart(true, [first]), 600);
    clock.maxFrames = 1500;
    clock.flush();
    expect(job.state).to.equal('PENDING');
    clock.maxFrames = 1600;
    clock.flush();
    expect(job.failed).to.equal(true);
  });

  it('stops with the end of a call, and forgets its jobs', () => {
    const job = nested(first);
    detector.restart(true, [first]);
    detector.stop();
    detector.forget(first);
    detector.restart(true, []);
    clock.flush();
    expect(job.state).to.equal('PENDING');
  });
});
