import { expect } from 'chai';
import { VirtualTimeScheduler } from 'rxjs';
import type { ExecutorEvent } from '../../../src/events/ExecutorEvent.js';
import { ExecutorCore } from '../../../src/executor/ExecutorCore.js';
import type { Job } from '../../../src/executor/Job.js';
import { HostCall } from '../../../src/executors/eventLoop/HostCall.js';
import { notIsolated } from '../../../src/executors/eventLoop/isolation.js';
import { SlotRunner } from '../../../src/executors/eventLoop/SlotRunner.js';

/** A call that the spec ends. */
class ManualCall extends HostCall {
  /** True if an abort ends it. */
  cooperative = false;

  override abort(reason: unknown): void {
    super.abort(reason);
    if (this.cooperative) this.end();
  }

  finish(value: unknown): void {
    this.succeed(value);
  }
}

class ManualRunner extends SlotRunner<ManualCall> {
  /** The calls in the order of their start. */
  readonly started: ManualCall[] = [];
  readonly givenUp: ManualCall[] = [];

  broadcast(): Job[] {
    return [];
  }

  workerCounts(): { workers: number; idleWorkers: number } {
    return { workers: 1, idleWorkers: this.empty ? 1 : 0 };
  }

  protected makeCall(job: Job): ManualCall {
    return new ManualCall(job, this, notIsolated, { id: 0, name: 'manual_0' });
  }

  protected run(call: ManualCall): void {
    this.started.push(call);
  }

  protected giveUp(call: ManualCall): void {
    this.givenUp.push(call);
    this.free(call);
  }
}

const task = (): void => {};

describe('SlotRunner', () => {
  let clock: VirtualTimeScheduler;
  let runner: ManualRunner;
  let core: ExecutorCore;
  let events: ExecutorEvent['type'][];

  beforeEach(() => {
    clock = new VirtualTimeScheduler();
    runner = new ManualRunner({ maxWorkers: 2, abortGrace: 100 });
    core = new ExecutorCore(runner, { clock, submitStacks: false });
    events = [];
    core.bus.events.subscribe(({ type }) => events.push(type));
  });

  function submit(count: number): Job[] {
    return Array.from({ length: count }, () => core.submit(task, [], {}));
  }

  function at(frame: number): void {
    clock.maxFrames = frame;
    clock.flush();
  }

  it('starts tasks in the next turn of the clock, never within submit', () => {
    const [job] = submit(1) as [Job];
    expect([job.state, runner.started.length]).to.deep.equal(['PENDING', 0]);
    at(0);
    expect([job.state, runner.started.length]).to.deep.equal(['RUNNING', 1]);
    expect(job.holder).to.equal(runner.started[0]);
  });

  it('runs as many at once as it has slots, the next when one ends', () => {
    const jobs = submit(3);
    at(0);
    expect(runner.started.map(({ job }) => job)).to.deep.equal(jobs.slice(0, 2));
    expect(runner.freeSlots()).to.equal(0);

    runner.started[0]?.finish('done');
    expect(jobs[0]?.outcome).to.equal('done');
    at(1);
    expect(runner.started.map(({ job }) => job)).to.deep.equal(jobs);
    expect(runner.inFlight()).to.deep.equal(jobs.slice(1));
  });

  it('keeps the slot of an aborted task until the task ends, then emits stopped', () => {
    const jobs = submit(3);
    at(0);
    jobs[0]?.abort('enough');
    expect(jobs[0]?.state).to.equal('CANCELLED');
    expect(runner.inFlight(), 'its outcome is not wanted').to.deep.equal([jobs[1]]);
    at(50);
    expect(runner.started.length, 'the slot is not free').to.equal(2);

    runner.started[0]?.finish('too late');
    at(51);
    expect(runner.started.length).to.equal(3);
    expect(jobs[0]?.state).to.equal('CANCELLED');
    expect(events).to.include('stopped');
  });

  it('gives an aborted task up when its grace period has passed', () => {
    const [job] = submit(1);
    at(0);
    job?.abort();
    at(99);
    expect(runner.givenUp).to.deep.equal([]);
    at(100);
    expect(runner.givenUp).to.deep.equal(runner.started);
    expect(runner.freeSlots()).to.equal(2);
    expect(events, 'the task itself goes on').not.to.include('stopped');
  });

  it('frees the slot at once where the abort ends the task', () => {
    const [job] = submit(1);
    at(0);
    const [call] = runner.started as [ManualCall];
    call.cooperative = true;
    job?.abort();
    expect(runner.freeSlots()).to.equal(2);
    expect(events).to.deep.equal(['queued', 'started', 'cancelled', 'stopped']);
    at(1000);
    expect(runner.givenUp, 'no timer is left').to.deep.equal([]);
  });

  it('takes the grace period of the task where it has one', () => {
    const [patient, impatient] = [
      core.submit(task, [], { abortGrace: Number.POSITIVE_INFINITY }),
      core.submit(task, [], { abortGrace: 5 }),
    ];
    at(0);
    patient.abort();
    impatient.abort();
    at(5);
    expect(runner.givenUp.map(({ job }) => job)).to.deep.equal([impatient]);
    at(100_000);
    expect(runner.givenUp.length).to.equal(1);
  });

  it('does not run a task that a listener of started has ended', () => {
    core.bus.events.subscribe((event) => {
      if (event.type !== 'started') return;
      const [call] = runner.inFlight().map(({ holder }) => holder as ManualCall);
      if (call === undefined) return;
      call.cooperative = true;
      call.job.abort();
    });
    submit(1);
    at(0);
    expect([runner.started.length, runner.freeSlots()]).to.deep.equal([0, 2]);
  });

  it('runs scheduled work among the tasks, without a slot', () => {
    const log: string[] = [];
    core.queue.pushWork({ callback: () => log.push('work'), cancelled: false, deferred: false });
    submit(1);
    at(0);
    expect([log, runner.started.length]).to.deep.equal([['work'], 1]);
  });

  it('is gone when it was closed and the last task has ended', () => {
    let gone = false;
    submit(1);
    at(0);
    runner.close(() => {
      gone = true;
    });
    expect(gone).to.equal(false);
    runner.started[0]?.finish(1);
    expect(gone).to.equal(true);
  });

  it('gives aborted tasks up at once when it is killed', () => {
    let gone = false;
    const [job] = submit(1);
    at(0);
    job?.abort();
    runner.close(() => {
      gone = true;
    });
    runner.kill();
    expect([gone, runner.givenUp.length]).to.deep.equal([true, 1]);
  });

  it('wants twice as many calls in flight as it has slots, and no more than 1,024', () => {
    expect(runner.desiredInFlight()).to.equal(4);
    expect(new ManualRunner({ maxWorkers: 5000, abortGrace: 0 }).desiredInFlight()).to.equal(1024);
  });
});
