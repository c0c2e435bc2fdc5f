import { expect } from 'chai';
import { BrokenExecutor } from '../../src/errors/BrokenExecutor.js';
import { taskModule } from '../../src/executor/taskModule.js';
import type { JobListener, JobStore } from '../../src/queue/JobStore.js';
import { MemoryJobStore } from '../../src/queue/memory/MemoryJobStore.js';
import { arrivals, makeFileLatch, noteOf, waitForArrivals } from '../support/latch.js';
import { until } from '../support/until.js';
import { describeQueue } from './queueSemantics.js';
import { queues } from './queues.js';

const tasks = taskModule<typeof import('../fixtures/tasks.js')>();

describeQueue('a queue in memory', () => ({ store: new MemoryJobStore() }));

/** A store with one thing about it changed. */
function changed(store: JobStore, change: Partial<JobStore>): JobStore {
  const same: JobStore = {
    add: (jobs) => store.add(jobs),
    withdraw: (id, reason) => store.withdraw(id, reason),
    get: (ids, payloads) => store.get(ids, payloads),
    listen: (listener) => store.listen(listener),
    serve: (handler, settings) => store.serve(handler, settings),
    close: () => store.close(),
  };
  return { ...same, ...change };
}

/** A listener that misses some events. */
function deafTo(listener: JobListener, deaf: Partial<JobListener>): JobListener {
  return {
    wants: (id) => listener.wants(id),
    started: (id) => listener.started(id),
    progress: (id, progress) => listener.progress(id, progress),
    ended: (id, end) => listener.ended(id, end),
    recheck: (id) => listener.recheck(id),
    serving: (servers, slots) => listener.serving(servers, slots),
    ...deaf,
  };
}

describe('a queue whose events are lost', () => {
  const { serve, submit } = queues();

  it('counts and stops jobs that were cancelled after they had started', async () => {
    const memory = new MemoryJobStore();
    const latch = makeFileLatch();
    serve({ store: memory });
    const listen = (listener: JobListener) => memory.listen(deafTo(listener, { started: () => {} }));
    const executor = submit({ store: changed(memory, { listen }), reconcile: 60_000 });
    const future = executor.submit(tasks.untilAborted, latch);
    await waitForArrivals(latch);
    expect(future.running()).to.equal(false);
    expect(future.cancel()).to.equal(true);
    await executor.shutdown();
    expect(executor.stats()).to.include({ submitted: 1, cancelled: 1, cancelledLate: 1 });
    await until(() => noteOf(latch) !== 0, 'the task leaves its note');
    expect([arrivals(latch), noteOf(latch)]).to.deep.equal([1, 2]);
  });

  it('settles jobs by the reconciler when no event arrives', async () => {
    const memory = new MemoryJobStore();
    serve({ store: memory });
    const deaf = { started: () => {}, ended: () => {}, progress: () => {} };
    const listen = (listener: JobListener) => memory.listen(deafTo(listener, deaf));
    const executor = submit({ store: changed(memory, { listen }), reconcile: 10 });
    const futures = Array.from({ length: 2000 }, (_, i) => executor.submit(tasks.echo, i));
    expect(await Promise.all(futures.map((future) => future.result()))).to.deep.equal(futures.map((_, i) => i));
  });

  it('fails jobs that the store has lost, and jobs that it does not accept', async () => {
    const memory = new MemoryJobStore();
    const forgets = submit({ store: changed(memory, { add: async () => {} }), reconcile: 10 });
    const gone = await forgets.submit(tasks.echo, 1).exception();
    expect(gone).to.be.instanceOf(BrokenExecutor).with.property('message').that.contain('disappeared from the queue');
    const refuses = submit({ store: changed(memory, { add: async () => Promise.reject(new Error('full')) }) });
    expect(await refuses.submit(tasks.echo, 1).exception()).to.be.instanceOf(BrokenExecutor);
    expect(refuses.stats()).to.include({ submitted: 1, failed: 1 });
  });

  it('breaks the executor when it cannot subscribe to the store', async () => {
    const listen = async () => Promise.reject(new Error('no rights'));
    const executor = submit({ store: changed(new MemoryJobStore(), { listen }) });
    expect(await executor.submit(tasks.echo, 1).exception()).to.be.instanceOf(BrokenExecutor);
    expect(() => executor.submit(tasks.echo, 1)).to.throw(BrokenExecutor, 'no rights');
  });

  it('does not accept malformed results, and reads the record instead', async () => {
    const memory = new MemoryJobStore();
    const listen = (listener: JobListener) => {
      const started = (id: string): void => {
        for (const results of [
          null,
          7,
          'x',
          {},
          { v: 1 },
          { v: 1, c: 's', d: '!!' },
          { v: 1, c: 'j', d: [['value', 0], 1] },
        ]) {
          listener.ended(id, { kind: 'results', results });
        }
        listener.progress(id, { k: 'x' });
        listener.started(id);
      };
      return memory.listen(deafTo(listener, { started }));
    };
    serve({ store: memory });
    const executor = submit({ store: changed(memory, { listen }) });
    expect(await executor.submit(tasks.echo, 'true').result()).to.equal('true');
  });
});

describe('a server that stops', () => {
  const { serve, submit } = queues();

  it('returns unfinished jobs that have attempts left; the others are lost', async () => {
    const store = new MemoryJobStore();
    const [once, twice] = [makeFileLatch(), makeFileLatch()];
    const server = serve({ store });
    const executor = submit({ store });
    const lost = executor.submit(tasks.untilAborted, once);
    const again = executor.with({ attempts: 2 }).submit(tasks.untilAborted, twice);
    await Promise.all([waitForArrivals(once), waitForArrivals(twice)]);
    await server.close({ timeout: 1 });
    const error = (await lost.exception()) as BrokenExecutor;
    expect(error).to.be.instanceOf(BrokenExecutor).with.property('started', true);
    serve({ store });
    await waitForArrivals(twice, 2);
    again.abort();
    expect([arrivals(once), arrivals(twice)]).to.deep.equal([1, 2]);
  });
});
