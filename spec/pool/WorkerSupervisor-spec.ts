import { expect } from 'chai';
import { SerializationError } from '../../src/errors/SerializationError.js';
import { TimeoutError } from '../../src/errors/TimeoutError.js';
import type { PoolOptions } from '../../src/pool/PoolOptions.js';
import type { PoolWorker, PoolWorkerEnd } from '../../src/pool/PoolWorker.js';
import { WorkerSupervisor } from '../../src/pool/WorkerSupervisor.js';
import { FakeHost, task } from './FakeHost.js';
import { type FakeWorker, FakeWorkers } from './FakeWorkers.js';
import { poolSettings } from './poolSettings.js';

/** A supervisor of fake workers, and the ends of its workers. */
class Supervised {
  readonly host = new FakeHost();
  readonly events = this.host.record();
  readonly fakes = new FakeWorkers();
  readonly ends: PoolWorkerEnd[] = [];
  readonly supervisor: WorkerSupervisor;

  constructor(options: PoolOptions = {}) {
    this.supervisor = new WorkerSupervisor(poolSettings(options), this.host, this.fakes.start, {
      ready: () => undefined,
      startFailed: () => undefined,
      capacityFreed: () => undefined,
      refused: () => undefined,
      durations: () => undefined,
      gone: (worker, end) => {
        this.ends.push(end);
        this.supervisor.remove(worker, undefined);
      },
    });
  }

  start(): { worker: PoolWorker; fake: FakeWorker } {
    expect(this.supervisor.start()).to.equal(undefined);
    return { worker: this.supervisor.workers.at(-1) as PoolWorker, fake: this.fakes.started.at(-1) as FakeWorker };
  }

  startReady(): { worker: PoolWorker; fake: FakeWorker } {
    const started = this.start();
    started.fake.ready();
    return started;
  }

  /** Lets time pass, and the ends of terminated workers arrive. */
  async pass(milliseconds: number): Promise<void> {
    this.host.pass(milliseconds);
    await Promise.resolve();
  }

  get types(): string[] {
    return this.events.map(({ type }) => type);
  }
}

describe('WorkerSupervisor', () => {
  it('starts a worker by its first message, and emits the steps of its life', () => {
    const supervised = new Supervised({ initializer: task, initArgs: [1], tasksPerWorker: 2 });
    const { worker, fake } = supervised.start();
    expect(fake.received).to.have.length(1);
    expect(fake.received[0]).to.deep.include({ kind: 'init', tasksPerWorker: 2, initArgs: [1] });
    expect([worker.name, worker.phase]).to.deep.equal(['fake_0', 'starting']);
    fake.ready();
    fake.end();
    expect(supervised.types).to.deep.equal(['workerStarted', 'workerReady', 'workerRetired']);
    expect(supervised.supervisor.workers).to.deep.equal([]);
  });

  it('returns the error of a start that the platform refused, and has no worker then', () => {
    const { fakes, supervisor } = new Supervised();
    fakes.refusal = new Error('EMFILE');
    expect(supervisor.start()).to.deep.equal({ worker: { workerId: 0, name: 'fake_0' }, error: fakes.refusal });
    expect(supervisor.workers).to.deep.equal([]);
  });

  it('gives up a worker whose initializer arguments cannot be sent', async () => {
    const supervised = new Supervised({ initializer: task, initArgs: [{ url: new URL('file:///') }] });
    const { fake } = supervised.start();
    expect([fake.terminated, fake.received]).to.deep.equal([true, []]);
    await supervised.pass(0);
    const [{ startFailure } = {} as PoolWorkerEnd] = supervised.ends;
    expect(startFailure?.hopeless).to.equal(true);
    expect(startFailure?.error).to.be.instanceOf(SerializationError).with.property('part', 'initArgs[0].url');
  });

  it('gives up a worker that takes longer than initTimeout to start', async () => {
    const supervised = new Supervised({ initTimeout: 1000 });
    const { worker } = supervised.startReady();
    const { fake } = supervised.start();
    await supervised.pass(1000);
    expect([worker.phase, fake.terminated]).to.deep.equal(['ready', true]);
    expect(supervised.ends.map(({ startFailure }) => startFailure?.error)).to.have.length(1);
    expect(supervised.ends[0]?.startFailure?.error).to.be.instanceOf(TimeoutError);
  });

  it('closes a worker that was idle for idleTimeout, unless minWorkers keeps it', () => {
    const supervised = new Supervised({ idleTimeout: 500, minWorkers: 1 });
    const workers = [supervised.startReady().worker, supervised.startReady().worker];
    for (const worker of workers) supervised.supervisor.settle(worker);
    supervised.host.pass(499);
    expect(supervised.supervisor.workers).to.have.length(2);
    supervised.host.pass(1);
    expect(supervised.supervisor.workers).to.have.length(1);
  });

  it('does not close a worker that got a task meanwhile', () => {
    const supervised = new Supervised({ idleTimeout: 500 });
    const { worker } = supervised.startReady();
    supervised.supervisor.settle(worker);
    worker.pinned.add(supervised.host.job());
    supervised.supervisor.settle(worker);
    supervised.host.pass(1000);
    expect(worker.phase).to.equal('ready');
  });

  it('closes each worker once it has no tasks, and kills those that are starting', async () => {
    const supervised = new Supervised();
    const [idle, busy, starting] = [supervised.startReady(), supervised.startReady(), supervised.start()];
    busy.worker.pinned.add(supervised.host.job());
    supervised.supervisor.close();
    expect([idle, busy].map(({ worker }) => worker.phase)).to.deep.equal(['gone', 'ready']);
    expect(starting.fake.terminated).to.equal(true);
    busy.worker.pinned.take();
    supervised.supervisor.settle(busy.worker);
    await supervised.pass(0);
    expect(supervised.supervisor.workers).to.deep.equal([]);
  });

  it('kills a worker that does not close in time', async () => {
    const supervised = new Supervised();
    const { fake } = supervised.startReady();
    fake.receive = () => undefined;
    supervised.supervisor.close();
    await supervised.pass(1999);
    expect(fake.terminated).to.equal(false);
    await supervised.pass(1);
    expect(fake.terminated).to.equal(true);
    expect(supervised.ends.map(({ phase }) => phase)).to.deep.equal(['killed']);
  });

  it('gives a finalizer ten seconds by default, and as long as initTimeout allows', async () => {
    for (const [options, limit] of [
      [{}, 10_000],
      [{ initTimeout: 300 }, 300],
      [{ initTimeout: Number.POSITIVE_INFINITY }, undefined],
    ] as const) {
      const supervised = new Supervised({ finalizer: task, ...options });
      const { fake } = supervised.startReady();
      fake.receive = () => undefined;
      supervised.supervisor.close();
      await supervised.pass((limit ?? 1_000_000) - 1);
      expect(fake.terminated).to.equal(false);
      await supervised.pass(1);
      expect(fake.terminated).to.equal(limit !== undefined);
      const expected = limit === undefined ? [] : ['uncaughtError'];
      expect(supervised.types.filter((type) => type === 'uncaughtError')).to.deep.equal(expected);
    }
  });

  it('lets a starting worker with a finalizer become ready before it closes it, within the limit', async () => {
    const supervised = new Supervised({ finalizer: task });
    const [ready, stalled] = [supervised.start(), supervised.start()];
    supervised.supervisor.close();
    expect([ready, stalled].map(({ fake }) => fake.terminated)).to.deep.equal([false, false]);
    ready.fake.ready();
    supervised.supervisor.settle(ready.worker);
    expect(ready.worker.phase).to.equal('gone');
    await supervised.pass(9999);
    expect(stalled.fake.terminated).to.equal(false);
    await supervised.pass(1);
    expect(stalled.fake.terminated).to.equal(true);
  });
});
