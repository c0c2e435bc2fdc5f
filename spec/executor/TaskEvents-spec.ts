import { expect } from 'chai';
import { VirtualTimeScheduler } from 'rxjs';
import { EventBus } from '../../src/events/EventBus.js';
import type { ExecutorEvent } from '../../src/events/ExecutorEvent.js';
import type { JobHolder } from '../../src/executor/Job.js';
import { TaskEvents } from '../../src/executor/TaskEvents.js';
import { makeJob } from './jobs.js';

const worker: JobHolder = { workerId: 3, takeBack: () => false, stop: () => {} };
const reporting: JobHolder = { ...worker, taskStartedAt: () => 40 };

describe('TaskEvents', () => {
  let clock: VirtualTimeScheduler;
  let bus: EventBus;
  let events: TaskEvents;
  let received: ExecutorEvent[];

  beforeEach(() => {
    clock = new VirtualTimeScheduler();
    bus = new EventBus();
    events = new TaskEvents(bus, clock);
    received = [];
  });

  function listen(): void {
    bus.events.subscribe((event) => received.push(event));
  }

  it('emits the id, the name of the function, the label and the time', () => {
    listen();
    const job = makeJob({ label: 'first' });
    clock.frame = 7;
    events.queued(job);
    expect(received).to.deep.equal([{ type: 'queued', id: job.id, task: 'double', label: 'first', time: 7 }]);
  });

  it('leaves out the label and the worker where there is none', () => {
    listen();
    const job = makeJob();
    events.queued(job);
    expect(received).to.deep.equal([{ type: 'queued', id: job.id, task: 'double', time: 0 }]);
  });

  it('emits the worker, and when the task really started where the worker reports it', () => {
    listen();
    const job = makeJob();
    job.handOver(reporting);
    events.started(job);
    expect(received).to.deep.equal([
      { type: 'started', id: job.id, task: 'double', worker: 3, startedAt: 40, time: 0 },
    ]);
  });

  it('remembers the worker and the start until the end, although the worker has released the job by then', () => {
    listen();
    const job = makeJob();
    job.handOver(reporting);
    events.started(job);
    job.release();
    job.succeed(2);
    events.settled(job);
    expect(received[1]).to.deep.equal({
      type: 'finished',
      id: job.id,
      task: 'double',
      worker: 3,
      startedAt: 40,
      time: 0,
    });
    expect(job.run).to.equal(undefined);
  });

  it('emits a progress value, undefined included', () => {
    listen();
    const job = makeJob();
    job.handOver(worker);
    events.progress(job, undefined);
    expect(received).to.deep.equal([
      { type: 'progress', id: job.id, task: 'double', worker: 3, time: 0, value: undefined },
    ]);
  });

  it('emits failed with the error, cancelled with the reason', () => {
    listen();
    const [failed, cancelled] = [makeJob(), makeJob()];
    failed.fail(0);
    cancelled.cancel();
    events.settled(failed);
    events.settled(cancelled);
    expect(received).to.deep.equal([
      { type: 'failed', id: failed.id, task: 'double', error: 0, time: 0 },
      { type: 'cancelled', id: cancelled.id, task: 'double', error: cancelled.outcome, time: 0 },
    ]);
  });

  it('emits stopped with the times of the worker, after the job was settled', () => {
    listen();
    const job = makeJob();
    job.abort();
    events.stopped(job, { worker: 3, startedAt: 40, endedAt: 50 });
    expect(received).to.deep.equal([
      { type: 'stopped', id: job.id, task: 'double', worker: 3, startedAt: 40, endedAt: 50, time: 0 },
    ]);
  });

  it('emits nothing and asks no worker for times while there is no listener', () => {
    const job = makeJob();
    job.handOver({
      ...worker,
      taskStartedAt: () => {
        throw new Error('asked');
      },
    });
    events.queued(job);
    events.started(job);
    expect(job.run).to.equal(undefined);
    listen();
    job.succeed(2);
    events.settled(job);
    expect(received).to.deep.equal([{ type: 'finished', id: job.id, task: 'double', time: 0 }]);
  });
});
