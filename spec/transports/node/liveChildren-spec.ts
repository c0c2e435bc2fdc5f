import { once } from 'node:events';
import { expect } from 'chai';
import { keepTrack } from '../../../src/transports/node/liveChildren.js';
import { killStarted, startShell } from './childProcesses.js';

describe('liveChildren', () => {
  /** The listeners that the process had: one of them ends every executor in this process. */
  let before: ReadonlySet<NodeJS.ExitListener>;

  beforeEach(() => {
    before = new Set(process.listeners('exit'));
  });

  afterEach(killStarted);

  /** Does what the end of this process would do to its children. */
  function exit(): void {
    for (const listener of process.listeners('exit')) if (!before.has(listener)) listener.call(process, 0);
  }

  it('kills the busy children at the end of the process, and leaves idle ones to exit by themselves', async () => {
    const [busy, idle] = [startShell('sleep 60'), startShell('sleep 60')];
    const untrack = [keepTrack(busy, () => true), keepTrack(idle, () => false)];
    exit();
    await once(busy, 'close');
    expect([busy.signalCode, idle.signalCode]).to.deep.equal(['SIGKILL', null]);
    for (const each of untrack) each();
  });

  it('listens to the end of the process only while there are children', () => {
    const count = process.listenerCount('exit');
    const untrack = [keepTrack(startShell('exit 0'), () => false), keepTrack(startShell('exit 0'), () => false)];
    expect(process.listenerCount('exit')).to.equal(count + 1);
    for (const each of untrack) each();
    expect(process.listenerCount('exit')).to.equal(count);
  });
});
