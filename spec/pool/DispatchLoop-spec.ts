import { expect } from 'chai';
import { BrokenThreadPool } from '../../src/errors/BrokenThreadPool.js';
import type { Job } from '../../src/executor/Job.js';
import type { Future } from '../../src/future/Future.js';
import { Dispatcher } from '../../src/pool/Dispatcher.js';
import { DispatchLoop } from '../../src/pool/DispatchLoop.js';
import { GrowthBackoff } from '../../src/pool/GrowthBackoff.js';
import { adaptivePolicy } from '../../src/pool/InFlightPolicy.js';
import { PoolGrowth } from '../../src/pool/PoolGrowth.js';
import type { PoolOptions } from '../../src/pool/PoolOptions.js';
import { WorkerSupervisor } from '../../src/pool/WorkerSupervisor.js';
import { YieldPolicy } from '../../src/pool/YieldPolicy.js';
import { FakeHost } from './FakeHost.js';
import { type FakeWorker, FakeWorkers } from './FakeWorkers.js';
import { poolSettings } from './poolSettings.js';

/** A loop over fake workers, and the scheduled work that it ran. */
class Looping {
  readonly host = new FakeHost();
  readonly fakes = new FakeWorkers();
  readonly log: string[] = [];
  readonly loop: DispatchLoop;

  constructor(options: PoolOptions = {}) {
    const settings = poolSettings({ maxWorkers: 1, ...options });
    const { host } = this;
    const supervisor = new WorkerSupervisor(settings, host, this.fakes.start, {
      ready: () => this.loop.dispatch(),
      startFailed: () => undefined,
      capacityFreed: (worker) => this.loop.refill(worker),
      refused: () => undefined,
      durations: () => undefined,
      gone: () => undefined,
    });
    const backoff = new GrowthBackoff(host.clock, supervisor.workers, () => undefined);
    const growth = new PoolGrowth(settings, BrokenThreadPool, supervisor, backoff, () => undefined);
    const atOnce = new YieldPolicy(() => 0);
    this.loop = new DispatchLoop(host, supervisor, growth, new Dispatcher(host.queue, adaptivePolicy), atOnce);
  }

  /** Returns a loop whose only worker is ready. */
  static ready(options: PoolOptions = {}): Looping {
    const looping = new Looping(options);
    looping.push();
    looping.loop.dispatch();
    looping.worker.ready();
    looping.worker.finish();
    return looping;
  }

  get worker(): FakeWorker {
    return this.fakes.at(0);
  }

  push(): Job {
    const job = this.host.job();
    this.host.queue.push(job);
    return job;
  }

  /** Queues scheduled work, which logs the number of messages with tasks that were sent before. */
  pushWork(): void {
    const callback = (): void => void this.log.push(`work after ${this.batches}`);
    this.host.queue.pushWork({ callback, cancelled: false, deferred: false });
  }

  get batches(): number {
    return this.worker.received.filter(({ kind }) => kind === 'tasks').length;
  }
}

const afterThisTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('DispatchLoop', () => {
  it('starts the workers that the queue needs, and hands out its jobs once they are ready', () => {
    const { loop, fakes, push } = bind(new Looping({ maxWorkers: 3 }));
    push();
    push();
    loop.dispatch();
    expect(fakes.started.map(({ slots }) => slots.length)).to.deep.equal([0, 0]);
    for (const worker of fakes.started) worker.ready();
    expect(fakes.started.map(({ slots }) => slots.length)).to.deep.equal([1, 1]);
  });

  it('dispatches once for any number of changes, after the code that made them', async () => {
    const looping = Looping.ready({ tasksPerWorker: 2 });
    const before = looping.batches;
    for (let n = 0; n < 2; n++) {
      looping.push();
      looping.loop.schedule();
    }
    expect(looping.batches).to.equal(before);
    await afterThisTurn();
    expect(looping.batches, 'both in one message').to.equal(before + 1);
    expect(looping.host.queue.size).to.equal(0);
  });

  it('runs scheduled work in its place among the jobs, while a slot is free', async () => {
    const looping = Looping.ready({ tasksPerWorker: 3 });
    const before = looping.batches;
    looping.push();
    looping.pushWork();
    looping.push();
    looping.push();
    looping.pushWork();
    looping.loop.dispatch();
    expect(looping.log, 'the tasks before it leave after it, in one message with those behind it').to.deep.equal([
      `work after ${before}`,
    ]);
    expect([looping.batches - before, looping.worker.slots.slice(1).length]).to.deep.equal([1, 3]);
    looping.worker.finish(looping.worker.slots.slice(-1));
    expect(looping.log, 'results have yet to settle their jobs').to.have.length(1);
    await afterThisTurn();
    expect(looping.log).to.have.length(2);
  });

  it('refills a worker before its results have settled their jobs', () => {
    const looping = Looping.ready();
    const [first, second] = [looping.push(), looping.push()];
    looping.loop.dispatch();
    let sent = 0;
    (first.future as Future<unknown>).addDoneCallback(() => {
      sent = looping.batches;
    });
    const before = looping.batches;
    looping.worker.finish(looping.worker.slots.slice(-1));
    expect([sent, second.refreshState()]).to.deep.equal([before + 1, 'RUNNING']);
  });

  it('hands out no tasks once the pool is broken, but runs the scheduled work', () => {
    const looping = Looping.ready();
    const before = looping.batches;
    looping.loop.breakOff();
    looping.push();
    looping.pushWork();
    looping.loop.dispatch();
    expect([looping.batches, looping.log]).to.deep.equal([before, [`work after ${before}`]]);
  });

  it('checks for unresponsive workers while a listener waits for the start of a task', () => {
    const looping = Looping.ready();
    looping.host.record();
    const job = looping.push();
    looping.loop.dispatch();
    expect(job.state, 'the worker reports no start').to.equal('PENDING');
    looping.host.pass(5);
    expect(job.state).to.equal('RUNNING');
  });

  function bind(looping: Looping) {
    return { loop: looping.loop, fakes: looping.fakes, push: () => looping.push() };
  }
});
