import { expect } from 'chai';
import { InvalidStateError } from '../../src/errors/InvalidStateError.js';
import type { Job } from '../../src/executor/Job.js';
import { PipelineDeadlockDetector } from '../../src/operators/PipelineDeadlockDetector.js';
import { type ManualCore, manualCore } from '../executor/ManualRunner.js';

const consumer = {
  spec: { window: 1, widest: 1, through: false },
  items: (): void => {},
  requestInput: (): void => {},
  cancelInput: (): void => {},
};

describe('PipelineDeadlockDetector', () => {
  function detectorOf({ runner }: ManualCore): PipelineDeadlockDetector {
    return new PipelineDeadlockDetector(runner);
  }

  /** A stage of a pipeline: a job with a stream. */
  function stage({ core }: ManualCore): Job {
    return core.submit(() => [], [], {}, consumer) as Job;
  }

  it('fails the stage that waits for a slot when every slot is held by a stage that waits for it', () => {
    const executor = manualCore(1);
    const detector = detectorOf(executor);
    const later = stage(executor);
    executor.runner.startNext();
    const earlier = stage(executor);
    detector.add(later, earlier, false);
    expect(earlier.state, 'the later stage has not subscribed').to.equal('PENDING');

    detector.markWaiting(later);
    expect(earlier.outcome).to.be.instanceOf(InvalidStateError).with.property('message').that.contains('cannot start');
  });

  it('finds the queued stage through running ones', () => {
    const executor = manualCore(2);
    const detector = detectorOf(executor);
    const last = stage(executor);
    const middle = stage(executor);
    detector.add(last, middle, false);
    executor.runner.startNext();
    executor.runner.startNext();
    detector.markWaiting(last);
    const first = stage(executor);
    detector.add(middle, first, true);
    expect(first.failed).to.equal(true);
  });

  it('leaves the stages alone while a slot is free, or held by a task that waits for none of them', () => {
    const executor = manualCore(2);
    const detector = detectorOf(executor);
    const later = stage(executor);
    executor.runner.startNext();
    const earlier = stage(executor);
    detector.add(later, earlier, true);
    expect(earlier.state, 'a slot is free').to.equal('PENDING');

    executor.core.submit(() => 1, [], { priority: 1 });
    executor.runner.startNext();
    detector.markWaiting(later);
    expect(earlier.state, 'the other task will end').to.equal('PENDING');
  });

  it('forgets a stage that is done', () => {
    const executor = manualCore(1);
    const detector = detectorOf(executor);
    const later = stage(executor);
    executor.runner.startNext();
    const [done, next] = [stage(executor), stage(executor)];
    detector.add(later, done, false);
    done.cancel();
    detector.markWaiting(later);
    expect(next.state).to.equal('PENDING');
  });
});
