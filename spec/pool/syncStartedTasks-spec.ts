import { expect } from 'chai';
import type { PoolWorker } from '../../src/pool/PoolWorker.js';
import { mayHaveStarted, syncStartedTasks } from '../../src/pool/syncStartedTasks.js';
import { Bench, type FarSide } from './inMemory.js';

const task = (): number => 1;

describe('lookWhatBegan', () => {
  it('looks again as long as nothing has begun: a busy machine may keep a worker from it for long', () => {
    const bench = new Bench(1);
    const far = bench.far[0] as FarSide;
    const worker: PoolWorker = far.worker;
    const [job] = bench.submit(1, task);
    bench.dispatch();

    syncStartedTasks(worker);
    expect(job?.state).to.equal('PENDING');
    expect(mayHaveStarted(worker)).to.equal(true);

    far.begin(0);
    syncStartedTasks(worker);
    expect(job?.state).to.equal('RUNNING');
    expect(mayHaveStarted(worker)).to.equal(false);
  });
});
