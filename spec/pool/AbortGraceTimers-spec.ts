import { expect } from 'chai';
import { AbortGraceTimers } from '../../src/pool/AbortGraceTimers.js';
import { FakeHost } from './FakeHost.js';

describe('AbortGraceTimers', () => {
  function timers() {
    const host = new FakeHost();
    const overdue: (readonly [slot: number, first: boolean])[] = [];
    return { host, overdue, graces: new AbortGraceTimers(host.clock, (...call) => overdue.push(call)) };
  }

  it('reports a task that has not ended within its grace period', () => {
    const { host, overdue, graces } = timers();
    graces.add(1, 100);
    graces.add(2, 50);
    expect(graces.any).to.equal(true);
    host.pass(99);
    expect(overdue).to.deep.equal([[2, true]]);
    host.pass(1);
    expect(overdue).to.deep.equal([
      [2, true],
      [1, true],
    ]);
    expect(graces.any).to.equal(false);
  });

  it('reports no task that has ended', () => {
    const { host, overdue, graces } = timers();
    graces.add(1, 100);
    graces.delete(1);
    graces.delete(2);
    host.pass(1000);
    expect([graces.any, overdue]).to.deep.equal([false, []]);
  });

  it('marks the end of an extension', () => {
    const { host, overdue, graces } = timers();
    graces.add(1, 100, false);
    host.pass(100);
    expect(overdue).to.deep.equal([[1, false]]);
  });

  it('has no timer left after the end of the worker', () => {
    const { host, overdue, graces } = timers();
    graces.add(1, 100);
    graces.add(2, 100);
    graces.clear();
    host.pass(1000);
    expect([graces.any, overdue]).to.deep.equal([false, []]);
  });
});
