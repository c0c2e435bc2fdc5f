import { expect } from 'chai';
import { PinnedJobs } from '../../src/pool/PinnedJobs.js';
import { FakeHost } from './FakeHost.js';

describe('PinnedJobs', () => {
  it('holds jobs until they are taken, first in, first out', () => {
    const host = new FakeHost();
    const pinned = new PinnedJobs(3);
    const [first, second] = [host.job(), host.job()];
    for (const job of [first, second]) pinned.add(job);
    expect([first.holder, pinned.count]).to.deep.equal([pinned, 2]);
    expect(pinned.take()).to.equal(first);
    expect(first.holder).to.equal(undefined);
    expect([pinned.take(), pinned.take(), pinned.count]).to.deep.equal([second, undefined, 0]);
  });

  it('drops a job that was cancelled or has failed', () => {
    const host = new FakeHost();
    const pinned = new PinnedJobs(3);
    const [cancelled, failed, other] = [host.job(), host.job(), host.job()];
    for (const job of [cancelled, failed, other]) pinned.add(job);
    expect(cancelled.cancel()).to.equal(true);
    failed.fail(new Error('queueTimeout'));
    expect(pinned.inOrder()).to.deep.equal([other]);
    expect(other.refreshState()).to.equal('PENDING');
  });
});
