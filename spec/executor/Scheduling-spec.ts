import { expect } from 'chai';
import { isScheduledWork } from '../../src/executor/JobQueue.js';
import { Scheduling } from '../../src/executor/Scheduling.js';
import { type ManualCore, manualCore } from './ManualRunner.js';

describe('Scheduling', () => {
  let executor: ManualCore;
  let scheduling: Scheduling;
  let log: string[];

  beforeEach(() => {
    executor = manualCore();
    scheduling = new Scheduling(executor.core);
    log = [];
  });

  /** Runs the work at the head of the queue, as a runner does; returns false if there is none. */
  function runNext(): boolean {
    const entry = executor.core.queue.take();
    if (entry === undefined || !isScheduledWork(entry)) return false;
    entry.callback();
    return true;
  }

  function at(frame: number): void {
    executor.clock.maxFrames = frame;
    executor.clock.flush();
  }

  it('queues work without a delay at once, behind the tasks of the same priority', () => {
    const job = executor.core.submit(() => 1, [], {});
    scheduling.schedule(() => log.push('work'), 0, undefined);
    expect(executor.core.queue.take()).to.equal(job);
    expect([runNext(), log]).to.deep.equal([true, ['work']]);
  });

  it('queues delayed work when its delay is over', () => {
    scheduling.schedule(() => log.push('work'), 20, undefined);
    at(19);
    expect(executor.core.queue.empty).to.equal(true);
    at(20);
    expect([runNext(), log]).to.deep.equal([true, ['work']]);
  });

  it('passes the state, and schedules again from within', () => {
    scheduling.schedule<number>(
      function (n) {
        log.push(`step ${n}`);
        if (n !== undefined && n < 2) this.schedule(n + 1, 5);
      },
      0,
      1,
    );
    runNext();
    at(5);
    runNext();
    expect(log).to.deep.equal(['step 1', 'step 2']);
  });

  it('removes unsubscribed work from the queue', () => {
    const subscription = scheduling.schedule(() => log.push('work'), 0, undefined);
    subscription.unsubscribe();
    expect([executor.core.queue.empty, runNext(), log]).to.deep.equal([true, false, []]);
  });

  it('runs work that was scheduled by work only after the event loop has turned', () => {
    scheduling.schedule(() => scheduling.schedule(() => log.push('inner'), 0, undefined), 0, undefined);
    runNext();
    expect(runNext(), 'the loop has not turned').to.equal(false);
    executor.clock.flush();
    expect([runNext(), log]).to.deep.equal([true, ['inner']]);
  });

  it('drops delayed work at a shutdown, and keeps work that is due', () => {
    scheduling.schedule(() => log.push('due'), 0, undefined);
    scheduling.schedule(() => log.push('delayed'), 20, undefined);
    scheduling.cancel();
    at(20);
    while (runNext());
    expect(log).to.deep.equal(['due']);
  });
});
