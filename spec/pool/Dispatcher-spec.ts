import { expect } from 'chai';
import type { Job } from '../../src/executor/Job.js';
import { transfer } from '../../src/protocol/transfer.js';
import { DispatchBench, type WorkerPeer } from './DispatchBench.js';

const tiny = (): number => 1;
const long = (): number => 2;
const ids = (jobs: readonly Job[]): number[] => jobs.map(({ id }) => id);

describe('Dispatcher', () => {
  it('assigns one task of unknown cost to each free slot', () => {
    const bench = new DispatchBench(2);
    bench.submit(10, tiny);
    bench.dispatch();
    expect(bench.peers.map((peer) => peer.ids)).to.deep.equal([[1], [2]]);
    bench.dispatch();
    expect(bench.peers.map((peer) => peer.ids)).to.deep.equal([[1], [2]]);
    expect(bench.queue.size).to.equal(8);
  });

  it('assigns as many as a worker may run at once', () => {
    const bench = new DispatchBench(1, { tasksPerWorker: 3 });
    bench.submit(10, tiny);
    bench.dispatch();
    expect(bench.peers[0]?.ids).to.deep.equal([1, 2, 3]);
  });

  it('sends hundreds in one message once a call is known to take a microsecond', () => {
    const bench = new DispatchBench(1);
    bench.costs(tiny, 0.001);
    bench.submit(3000, tiny);
    bench.dispatch();
    expect(bench.peers[0]?.batches).to.have.length(1);
    expect(bench.peers[0]?.ids).to.have.length.within(900, 1001);
  });

  it('asks for start and end times before the tasks, some of which leave before the others', () => {
    const bench = new DispatchBench(1);
    const [peer] = bench.peers as [WorkerPeer];
    peer.sharesMemory = false;
    bench.bus.events.subscribe();
    bench.costs(tiny, 0.001);
    const shared = {};
    for (let i = 0; i < 2; i++) bench.queue.push(bench.job(tiny, {}, [shared]));
    bench.dispatch();
    expect(peer.posted.map(({ kind }) => kind)).to.deep.equal(['reportTimes', 'functions', 'tasks', 'tasks']);
  });

  it('shares queued tasks among the workers, the least loaded first', () => {
    const bench = new DispatchBench(2);
    bench.costs(tiny, 0.001);
    bench.submit(100, tiny);
    bench.dispatch();
    expect(bench.peers.map((peer) => peer.ids.length)).to.deep.equal([50, 50]);
    bench.peers[1]?.finish(bench.peers[1].slots);
    bench.submit(1, tiny);
    bench.dispatch();
    expect(bench.peers.map((peer) => peer.ids.length)).to.deep.equal([50, 51]);
  });

  it('deals the queue out, so that tasks start nearly in the order of submission', () => {
    const bench = new DispatchBench(2);
    bench.costs(tiny, 0.001);
    bench.submit(6, tiny);
    bench.dispatch();
    expect(bench.peers.map((peer) => peer.ids)).to.deep.equal([
      [1, 3, 5],
      [2, 4, 6],
    ]);
  });

  it('assigns long tasks one at a time', () => {
    const bench = new DispatchBench(1);
    bench.costs(long, 5);
    const jobs = bench.submit(3, long);
    for (const sent of [1, 2, 3]) {
      bench.dispatch();
      bench.dispatch();
      expect(bench.peers[0]?.ids).to.have.length(sent);
      bench.peers[0]?.finish([jobs[sent - 1]?.slot as number]);
    }
  });

  it('adapts to the cost: assigns fewer tasks that turn out long', () => {
    const bench = new DispatchBench(1);
    bench.costs(tiny, 0.001);
    bench.costs(tiny, 2);
    bench.submit(3, tiny);
    bench.dispatch();
    expect(bench.peers[0]?.ids).to.deep.equal([1]);
  });

  it('recalls tasks that wait on an unresponsive worker for an idle one, in order', () => {
    const bench = new DispatchBench(2, {}, 1);
    const [slow, idle] = bench.peers as [WorkerPeer, WorkerPeer];
    bench.costs(tiny, 0.01);
    const jobs = bench.submit(20, tiny);
    bench.dispatch();
    expect(slow.ids).to.deep.equal(ids(jobs));
    const slots = jobs.map(({ slot }) => slot);
    slow.start(slots[0]);
    idle.ready();
    bench.wait(2);
    expect(bench.dispatch(), 'worth another look').to.equal(true);
    expect(idle.ids, 'patience for two milliseconds').to.deep.equal([]);
    bench.wait(0.1);
    bench.dispatch();
    expect(idle.ids, 'all of it').to.deep.equal(ids(jobs.slice(1)));
    expect(slots.slice(1).some((slot) => slow.start(slot))).to.equal(false);
    expect(jobs[0]?.future).to.have.property('state', 'RUNNING');
  });

  it('recalls tasks that wait on an unresponsive worker for a busy one, before newer tasks', () => {
    const bench = new DispatchBench(2);
    const [slow, busy] = bench.peers as [WorkerPeer, WorkerPeer];
    bench.costs(tiny, 0.1);
    const jobs = bench.submit(60, tiny);
    bench.dispatch();
    slow.start(jobs[0]?.slot);
    const behind = slow.ids.slice(1);
    bench.time += 2.5;
    busy.finish(busy.slots);
    bench.wait(0);
    bench.dispatch();
    expect(busy.ids.slice(-behind.length - 1)).to.include.members(behind);
    expect(Math.max(...bench.queue.jobs().map(({ id }) => id))).to.equal(60);
  });

  it('recalls from an unresponsive worker once, however often it checks', () => {
    const bench = new DispatchBench(2, {}, 1);
    const [slow, idle] = bench.peers as [WorkerPeer, WorkerPeer];
    bench.costs(tiny, 0.01);
    bench.submit(20, tiny);
    bench.dispatch();
    idle.ready();
    bench.wait(3);
    let scans = 0;
    const { tasks } = slow.worker;
    const inOrder = tasks.inOrder.bind(tasks);
    tasks.inOrder = () => {
      scans += 1;
      return inOrder();
    };
    for (let i = 0; i < 5; i++) bench.dispatch();
    expect(scans).to.equal(1);
  });

  it('recalls nothing from an unresponsive worker when there is no other', () => {
    const bench = new DispatchBench(1);
    bench.costs(tiny, 0.01);
    const jobs = bench.submit(20, tiny);
    bench.dispatch();
    bench.wait(100);
    expect(bench.dispatch()).to.equal(false);
    expect(bench.queue.size).to.equal(0);
    expect(jobs.every((job) => bench.peers[0]?.start(job.slot))).to.equal(true);
  });

  it('recalls queued tasks for a task of higher priority, but none of the same or a higher priority', () => {
    const bench = new DispatchBench(1);
    bench.costs(tiny, 0.01);
    const [low, high] = [bench.submit(3, tiny), bench.submit(3, tiny, { priority: 2 })];
    bench.dispatch();
    const [peer] = bench.peers as [WorkerPeer];
    peer.start(high[0]?.slot);
    bench.dispatcher.recallBelow(0, bench.workers);
    expect(bench.queue.size).to.equal(0);
    bench.dispatcher.recallBelow(1, bench.workers);
    expect(bench.queue.jobs()).to.have.ordered.members(low);
    bench.dispatcher.recallBelow(2, bench.workers);
    expect(bench.queue.jobs()).to.have.ordered.members(low);
    const [urgent] = bench.submit(1, tiny, { priority: 1 });
    bench.dispatch();
    expect(peer.ids.slice(6)).to.deep.equal(ids([urgent as Job, ...low]));
  });

  it('recalls tasks of lower priority at each higher one, and stops when there is nothing to recall', () => {
    const bench = new DispatchBench(1);
    bench.costs(tiny, 0.01);
    const [low, middle] = [bench.submit(2, tiny, { priority: 5 }), bench.submit(2, tiny, { priority: 10 })];
    bench.dispatch();
    const [{ worker }] = bench.peers as [WorkerPeer];
    let scans = 0;
    const inOrder = worker.tasks.inOrder.bind(worker.tasks);
    worker.tasks.inOrder = () => {
      scans += 1;
      return inOrder();
    };
    bench.dispatcher.recallBelow(7, bench.workers);
    expect(bench.queue.jobs()).to.have.ordered.members(low);
    bench.dispatcher.recallBelow(12, bench.workers);
    expect(bench.queue.jobs()).to.have.ordered.members([...middle, ...low]);
    scans = 0;
    for (let priority = 13; priority < 1000; priority++) bench.dispatcher.recallBelow(priority, bench.workers);
    expect(scans, 'scans of the tasks in flight').to.equal(0);
  });

  it('assigns jobs addressed to a worker first, and only to that worker', () => {
    const bench = new DispatchBench(2);
    bench.costs(tiny, 0.01);
    bench.submit(4, tiny);
    const [first, second] = bench.peers as [WorkerPeer, WorkerPeer];
    const pinned = bench.job(tiny);
    second.worker.pinned.add(pinned);
    bench.dispatch();
    expect(second.ids[0]).to.equal(pinned.id);
    bench.dispatcher.recallBelow(9, bench.workers);
    expect(bench.queue.jobs()).not.to.include(pinned);
    bench.wait(10);
    bench.dispatch();
    expect(first.ids).not.to.include(pinned.id);
  });

  it('never assigns a task with transferred arguments in advance', () => {
    const bench = new DispatchBench(1);
    bench.costs(tiny, 0.001);
    const bytes = new Uint8Array(8);
    bench.submit(1, tiny);
    bench.queue.push(bench.job(tiny, {}, [transfer(bytes, [bytes.buffer])]));
    bench.submit(1, tiny);
    bench.dispatch();
    expect(bench.peers[0]?.ids).to.deep.equal([1]);
    bench.peers[0]?.finish([0]);
    bench.dispatch();
    expect(bench.peers[0]?.ids).to.deep.equal([1, 2, 3]);
  });

  it('runs scheduled work in its position of the queue', () => {
    const bench = new DispatchBench(1);
    bench.costs(tiny, 0.001);
    const log: unknown[] = [];
    bench.submit(2, tiny);
    bench.queue.pushWork({ callback: () => log.push('turn'), cancelled: false, deferred: false });
    bench.submit(2, tiny);
    const [peer] = bench.peers as [WorkerPeer];
    bench.dispatch(() => false);
    expect(peer.ids, 'a turn that cannot run yet holds back what is behind it').to.deep.equal([1, 2]);
    bench.dispatch(() => {
      const next = bench.queue.take() as unknown as { callback(): void };
      log.push(peer.worker.tasks.count);
      next.callback();
      return true;
    });
    expect(log).to.deep.equal([2, 'turn']);
    expect(peer.ids).to.deep.equal([1, 2, 3, 4]);
  });

  it('recalls tasks that wait behind a stopped one, since its worker may have to be killed', () => {
    const bench = new DispatchBench(1);
    bench.costs(tiny, 0.01);
    const jobs = bench.submit(5, tiny);
    bench.dispatch();
    const [peer] = bench.peers as [WorkerPeer];
    const slots = jobs.map(({ slot }) => slot);
    peer.start(slots[0]);
    jobs[0]?.abort();
    bench.dispatch();
    expect(bench.queue.jobs()).to.have.ordered.members(jobs.slice(1));
    expect(slots.slice(1).some((slot) => peer.start(slot))).to.equal(false);
  });

  it('recalls a task once, even when it was on the worker before', () => {
    const bench = new DispatchBench(1);
    bench.costs(tiny, 0.01);
    const jobs = bench.submit(3, tiny);
    bench.dispatch();
    for (let i = 0; i < 3; i++) {
      bench.dispatcher.recallBelow(1, bench.workers);
      expect(bench.queue.jobs()).to.have.ordered.members(jobs);
      expect(bench.queue.size).to.equal(3);
      bench.dispatch();
    }
    const { worker } = bench.peers[0] as WorkerPeer;
    expect(worker.tasks.outstanding()).to.have.length(3);
  });

  it('ignores the result of an aborted task, and frees its slot', () => {
    const bench = new DispatchBench(1);
    const [job, next] = bench.submit(2, tiny) as [Job, Job];
    bench.dispatch();
    const [peer] = bench.peers as [WorkerPeer];
    const { slot } = job;
    peer.start(job.slot);
    job.abort('why');
    bench.dispatch();
    expect(peer.ids, 'its slot takes nothing until it has ended').to.deep.equal([job.id]);
    peer.finish([slot]);
    expect(job.state).to.equal('CANCELLED');
    bench.dispatch();
    expect(peer.ids).to.deep.equal([job.id, next.id]);
  });

  it('requests as many tasks as keep the slots busy for two windows', () => {
    const bench = new DispatchBench(1);
    expect(bench.dispatcher.desiredInFlight(2, 1)).to.equal(4);
    bench.costs(long, 50);
    expect(bench.dispatcher.desiredInFlight(2, 1)).to.equal(4);
    const other = new DispatchBench(1);
    other.costs(tiny, 0.01);
    expect(other.dispatcher.desiredInFlight(2, 1)).to.equal(400);
  });
});
