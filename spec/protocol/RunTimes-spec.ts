import { expect } from 'chai';
import { RunTimes } from '../../src/protocol/RunTimes.js';

describe('RunTimes', () => {
  it('has no times of a task that has not started', () => {
    const times = new RunTimes();
    expect([times.startedAt(3), times.endedAt(3)]).to.deep.equal([undefined, undefined]);
  });

  it('shows on the host what the worker records, where they share memory', () => {
    const host = RunTimes.shared();
    const worker = new RunTimes(host.memory);
    worker.recordStart(3, 1000.5);
    expect([host.startedAt(3), host.endedAt(3)]).to.deep.equal([1000.5, undefined]);
    worker.recordEnd(3, 1002);
    expect([host.startedAt(3), host.endedAt(3)]).to.deep.equal([1000.5, 1002]);
    expect(host.startedAt(2)).to.equal(undefined);
  });

  it('is a record of one side alone where nothing is shared', () => {
    expect(new RunTimes().memory).to.equal(undefined);
  });

  it('is cleared for the next task of a slot', () => {
    const times = new RunTimes();
    times.recordStart(0, 1);
    times.recordEnd(0, 2);
    times.clear(0);
    expect([times.startedAt(0), times.endedAt(0)]).to.deep.equal([undefined, undefined]);
  });
});
