import { expect } from 'chai';
import { MemoryClaims } from '../../src/claims/MemoryClaims.js';
import type { Job } from '../../src/executor/Job.js';
import { FunctionRegistry } from '../../src/pool/FunctionRegistry.js';
import type { PoolOptions } from '../../src/pool/PoolOptions.js';
import { PoolWorker, type PoolWorkerEnd } from '../../src/pool/PoolWorker.js';
import { FakeHost, task } from './FakeHost.js';
import { FakeTransport } from './FakeTransport.js';
import { poolSettings } from './poolSettings.js';

/** A worker whose transport the spec plays. */
class Worked {
  readonly host = new FakeHost();
  readonly transport: FakeTransport;
  readonly worker: PoolWorker;
  readonly ends: PoolWorkerEnd[] = [];
  freed = 0;
  readonly #functions = new FunctionRegistry();

  constructor(options: PoolOptions = {}, sharesMemory = true) {
    this.transport = new FakeTransport(sharesMemory);
    this.worker = new PoolWorker(0, this.host, poolSettings(options), this.transport.start, {
      ready: () => undefined,
      startFailed: () => undefined,
      capacityFreed: () => {
        this.freed += 1;
      },
      refused: () => undefined,
      durations: () => undefined,
      gone: (_worker, end) => this.ends.push(end),
    });
  }

  static ready(options: PoolOptions = {}, sharesMemory = true): Worked {
    const worked = new Worked(options, sharesMemory);
    worked.transport.listener.message({ kind: 'ready' });
    return worked;
  }

  give(job = this.host.job()): Job {
    this.worker.requestTimes();
    this.worker.give(job, this.#functions.find(task), 1, false);
    this.worker.send();
    return job;
  }

  /** Starts a task as its worker does. */
  start(job: Job): void {
    new MemoryClaims(this.worker.tasks.memory.claims as SharedArrayBuffer).start({ slot: job.slot });
  }
}

describe('PoolWorker', () => {
  it('accepts tasks once it is ready', () => {
    const { worker, transport } = new Worked({ tasksPerWorker: 2 });
    expect([worker.accepts, worker.freeSlots, worker.idle]).to.deep.equal([false, 2, false]);
    transport.listener.message({ kind: 'ready' });
    expect([worker.accepts, worker.freeSlots, worker.idle]).to.deep.equal([true, 2, true]);
  });

  it('has a free slot less for each task, and accepts tasks beyond its free slots', () => {
    const worked = Worked.ready({ tasksPerWorker: 2 });
    const free = [1, 2, 3].map(() => {
      worked.give();
      return worked.worker.freeSlots;
    });
    expect(free).to.deep.equal([1, 0, 0]);
    expect([worked.worker.accepts, worked.worker.idle]).to.deep.equal([true, false]);
  });

  it('retires after maxTasksPerChild tasks', () => {
    const worked = Worked.ready({ maxTasksPerChild: 2, tasksPerWorker: 3 });
    worked.give();
    expect(worked.worker.retiring).to.equal(false);
    worked.give();
    expect([worked.worker.retiring, worked.worker.accepts, worked.worker.freeSlots]).to.deep.equal([true, false, 0]);
  });

  it('retires over its memory limit, and endangers the tasks that wait', () => {
    const { worker, transport } = Worked.ready();
    transport.listener.message({ kind: 'overMemory' });
    expect([worker.retiring, worker.endangersTasks]).to.deep.equal([true, true]);
  });

  it('keeps pinned jobs until they are taken, unless they are cancelled before', () => {
    const { worker, host } = new Worked({ tasksPerWorker: 2 });
    const [first, second] = [host.job(), host.job()];
    for (const job of [first, second]) worker.pinned.add(job);
    expect([worker.freeSlots, worker.pinned.inOrder()]).to.deep.equal([0, [first, second]]);
    first.cancel();
    expect(worker.pinned.take()).to.equal(second);
    expect(worker.pinned.take()).to.equal(undefined);
  });

  it('stops a running task by a message, and accepts no task until that has ended', () => {
    const worked = Worked.ready({ tasksPerWorker: 2, abortGrace: 100 });
    const job = worked.give();
    const { slot } = job;
    worked.start(job);
    job.abort('enough');
    expect(worked.transport.posted.at(-1)).to.deep.include({ kind: 'abort', slot });
    expect([worked.worker.accepts, worked.worker.endangersTasks, worked.freed]).to.deep.equal([false, true, 1]);
    worked.host.pass(100);
    expect(worked.transport.terminations).to.have.length(1);
  });

  it('gives an aborted task the grace period of its own options', () => {
    const worked = Worked.ready({ abortGrace: 100 });
    const job = worked.give(worked.host.job({ abortGrace: 500 }));
    worked.start(job);
    job.abort();
    worked.host.pass(499);
    expect(worked.transport.terminations).to.deep.equal([]);
    worked.host.pass(1);
    expect(worked.transport.terminations).to.have.length(1);
  });

  it('takes back a cancelled task that has not started, without a message', () => {
    const worked = Worked.ready();
    const job = worked.give();
    const before = worked.transport.posted.length;
    expect(job.cancel()).to.equal(true);
    expect([worked.transport.posted.length, worked.worker.accepts]).to.deep.equal([before, true]);
  });

  it('asks for start and end times while events have a listener and no memory is shared', () => {
    const worked = Worked.ready({}, false);
    worked.give();
    worked.host.record();
    worked.give();
    worked.give();
    expect(worked.transport.kinds.filter((kind) => kind === 'reportTimes')).to.have.length(1);
    const sharing = Worked.ready();
    sharing.host.record();
    sharing.give();
    expect(sharing.transport.kinds).not.to.include('reportTimes');
  });

  it('is terminated when its start has failed, and reports the reason with its end', () => {
    const { worker, transport, ends } = new Worked();
    const error = new Error('timeout');
    worker.failStart(error, true);
    transport.listener.exit({ exitCode: 1 });
    expect(transport.terminations).to.have.length(1);
    expect(ends).to.deep.equal([
      { phase: 'killed', end: { exitCode: 1 }, abandoned: false, startFailure: { error, hopeless: true } },
    ]);
  });

  it('sends nothing any more once it has ended', () => {
    const worked = Worked.ready();
    const job = worked.give();
    worked.start(job);
    worked.transport.listener.exit({});
    const before = worked.transport.posted.length;
    job.abort();
    expect([worked.transport.posted.length, worked.freed]).to.deep.equal([before, 0]);
  });
});
