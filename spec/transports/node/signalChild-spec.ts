import { once } from 'node:events';
import { expect } from 'chai';
import { childrenLeadGroups, signalChild, signalGroup } from '../../../src/transports/node/signalChild.js';
import { lives } from '../../support/processes.js';
import { until } from '../../support/until.js';
import { killStarted, startShell } from './childProcesses.js';

describe('signalChild', () => {
  afterEach(killStarted);

  it('signals the child, and the programs that it has started', async function () {
    if (!childrenLeadGroups) this.skip();
    const child = startShell('sleep 60 & echo $!; wait');
    const [printed] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    signalChild(child, 'SIGKILL');
    const [exitCode, signal] = (await once(child, 'close')) as [number | null, string | null];
    expect([exitCode, signal]).to.deep.equal([null, 'SIGKILL']);
    await until(() => !lives(Number(printed)), 'the grandchild has ended');
  });

  it('does nothing for a child that has ended', async () => {
    const child = startShell('exit 3');
    await once(child, 'close');
    signalChild(child, 'SIGKILL');
    expect([child.exitCode, child.killed]).to.deep.equal([3, false]);
  });

  it('does nothing for a child that could not be started', () => {
    const unstarted = { pid: undefined, exitCode: null, signalCode: null, kill: () => expect.fail('kill(0) hits all') };
    signalChild(unstarted as never, 'SIGKILL');
  });
});

describe('signalGroup', () => {
  it('signals no group for a number that no child can have', () => {
    for (const leader of [undefined, 0, 1, -1, 1.5]) expect(signalGroup(leader, 'SIGKILL')).to.equal(false);
  });

  it('returns false for a group that is gone', async () => {
    const child = startShell('exit 0');
    await once(child, 'close');
    expect(signalGroup(child.pid, 'SIGKILL')).to.equal(false);
  });
});
