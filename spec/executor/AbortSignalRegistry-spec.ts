import { getEventListeners } from 'node:events';
import { expect } from 'chai';
import { AbortSignalRegistry } from '../../src/executor/AbortSignalRegistry.js';
import { makeJob } from './jobs.js';

describe('AbortSignalRegistry', () => {
  it('aborts every job of a signal with its reason', () => {
    const registry = new AbortSignalRegistry();
    const controller = new AbortController();
    const [first, second, other] = [makeJob(), makeJob(), makeJob()];
    registry.add(controller.signal, first);
    registry.add(controller.signal, second);
    registry.add(new AbortController().signal, other);

    const reason = new Error('enough');
    controller.abort(reason);

    expect([first.state, second.state, other.state]).to.deep.equal(['CANCELLED', 'CANCELLED', 'PENDING']);
    expect(first.outcome).to.have.property('cause', reason);
  });

  it('adds one listener to a signal, however many jobs share it', () => {
    const registry = new AbortSignalRegistry();
    const { signal } = new AbortController();
    const listeners = (): number => getEventListeners(signal, 'abort').length;
    const jobs = Array.from({ length: 1000 }, () => makeJob());
    for (const job of jobs) registry.add(signal, job);
    expect(listeners()).to.equal(1);
  });

  it('removes the listener with the last job of the signal, and adds one again for the next', () => {
    const registry = new AbortSignalRegistry();
    const { signal } = new AbortController();
    const listeners = (): number => getEventListeners(signal, 'abort').length;
    const [first, second] = [makeJob(), makeJob()];
    registry.add(signal, first);
    registry.add(signal, second);
    registry.delete(signal, first);
    expect(listeners()).to.equal(1);
    registry.delete(signal, second);
    expect(listeners()).to.equal(0);
    registry.add(signal, first);
    expect(listeners()).to.equal(1);
  });

  it('leaves a job alone that was deleted before the abort', () => {
    const registry = new AbortSignalRegistry();
    const controller = new AbortController();
    const [kept, deleted] = [makeJob(), makeJob()];
    registry.add(controller.signal, kept);
    registry.add(controller.signal, deleted);
    registry.delete(controller.signal, deleted);
    registry.delete(controller.signal, deleted);
    controller.abort();
    expect([kept.state, deleted.state]).to.deep.equal(['CANCELLED', 'PENDING']);
  });
});
