import { expect } from 'chai';
import { CancelledError } from '../../src/errors/CancelledError.js';
import { ExecutorShutdownError } from '../../src/errors/ExecutorShutdownError.js';
import type { AcceptedWork } from '../../src/executor/AcceptedWork.js';
import { Scheduling } from '../../src/executor/Scheduling.js';
import { Shutdown } from '../../src/executor/Shutdown.js';
import { type ManualCore, manualCore } from './ManualRunner.js';

/** Work that records how it is ended. */
class RecordedWork implements AcceptedWork {
  busy = true;
  readonly received: [how: 'cancel' | 'abort', error: unknown][] = [];

  cancel(cause: ExecutorShutdownError): void {
    this.received.push(['cancel', cause]);
  }

  abort(error: Error): void {
    this.received.push(['abort', error]);
  }
}

describe('AcceptedWork', () => {
  let executor: ManualCore;
  let shutdown: Shutdown;
  let work: RecordedWork;

  beforeEach(() => {
    executor = manualCore();
    shutdown = new Shutdown(executor.core, new Scheduling(executor.core));
    work = new RecordedWork();
  });

  it('that is busy keeps the workers until it is released', () => {
    const { core, runner, clock } = executor;
    core.lifecycle.accept(work);
    void shutdown.start({});
    clock.flush();
    expect(runner.log).to.deep.equal([]);

    core.lifecycle.release(work);
    clock.flush();
    expect(runner.log).to.deep.equal(['close']);
  });

  it('that is idle does not keep a shutdown waiting', () => {
    const { core, runner, clock } = executor;
    core.lifecycle.accept(work);
    void shutdown.start({});
    work.busy = false;
    core.lifecycle.checkDrained();
    clock.flush();
    expect(runner.log).to.deep.equal(['close']);
  });

  it('may submit tasks after the shutdown, where others are refused', () => {
    const { core, runner, clock } = executor;
    core.lifecycle.accept(work);
    void shutdown.start({});
    expect(() => core.submit(() => 1, [], {})).to.throw(ExecutorShutdownError);
    core.submitAccepted(() => 1, [], {});
    const job = runner.startNext();
    core.lifecycle.release(work);
    clock.flush();
    expect(runner.log, 'the task is not done').to.deep.equal([]);

    runner.finish(job, 1);
    clock.flush();
    expect(runner.log).to.deep.equal(['close']);
  });

  it('accepts more values after the shutdown only while other accepted work delivers them', () => {
    const { core } = executor;
    core.lifecycle.accept(work);
    expect(core.lifecycle.acceptsValues).to.equal(true);
    void shutdown.start({});
    expect(core.lifecycle.acceptsValues).to.equal(false);
    core.lifecycle.deliver(() => expect(core.lifecycle.acceptsValues).to.equal(true));
    expect(core.lifecycle.acceptsValues).to.equal(false);
  });

  it('is cancelled by cancelFutures, with the shutdown as the cause', () => {
    executor.core.lifecycle.accept(work);
    void shutdown.start({ cancelFutures: true });
    const [[how, error] = []] = work.received;
    expect(how).to.equal('cancel');
    expect(error).to.be.instanceOf(ExecutorShutdownError);
  });

  it('is aborted when the timeout of the shutdown has passed, before the workers are terminated', () => {
    const { core, runner, clock } = executor;
    core.lifecycle.accept(work);
    void shutdown.start({ timeout: 20 });
    clock.maxFrames = 19;
    clock.flush();
    expect(work.received).to.deep.equal([]);
    clock.maxFrames = 20;
    clock.flush();
    const [[how, error] = []] = work.received;
    expect(how).to.equal('abort');
    expect(error).to.be.instanceOf(CancelledError).with.property('cause').that.is.instanceOf(ExecutorShutdownError);
    expect(runner.log).to.deep.equal(['kill']);
  });

  it('is aborted with the error of an executor that breaks', () => {
    const { core } = executor;
    const error = new Error('the workers are gone');
    core.lifecycle.accept(work);
    core.broken(() => error);
    expect(work.received).to.deep.equal([['abort', error]]);
  });
});
