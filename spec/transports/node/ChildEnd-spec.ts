import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import type { WorkerEnd } from '../../../src/protocol/Transport.js';
import { ChildEnd } from '../../../src/transports/node/ChildEnd.js';
import { silenceStderr } from '../../support/silence.js';
import { settles } from '../../support/until.js';
import { killStarted, startShell } from './childProcesses.js';

describe('ChildEnd', () => {
  const stderr = silenceStderr();

  afterEach(killStarted);

  /** Starts a command, and waits for the report of its end. */
  async function endOf(command: string, act: (end: ChildEnd) => void = () => {}): Promise<WorkerEnd> {
    const child = startShell(command);
    const reported = new Promise<WorkerEnd>((resolve) => act(new ChildEnd(child, resolve)));
    return settles(reported, `the end of "${command}" is reported`);
  }

  it('reports the exit code and the last lines of standard error, which also go to that of the host', async () => {
    const end = await endOf('echo "out of memory" >&2; exit 3');
    expect(end).to.deep.equal({ exitCode: 3, signal: null, stderr: 'out of memory' });
    expect(stderr.text).to.equal('out of memory\n');
  });

  it('reports the error of a program that could not be started', async () => {
    const child = spawn('/no/such/program');
    const end = await new Promise<WorkerEnd>((resolve) => void new ChildEnd(child, resolve));
    expect((end.error as NodeJS.ErrnoException).code).to.equal('ENOENT');
  });

  it('reports the signal that ended the child', async () => {
    const end = await endOf('sleep 60', (childEnd) => childEnd.request('SIGKILL'));
    expect(end).to.deep.equal({ exitCode: null, signal: 'SIGKILL', stderr: '' });
  });

  it('reports a request to terminate as no error of the start', async () => {
    const end = await endOf('sleep 60', (childEnd) => childEnd.request('SIGTERM'));
    expect(end).to.deep.equal({ exitCode: null, signal: 'SIGTERM', stderr: '' });
  });

  it('blames a signal from outside that ends a child which is starting', async () => {
    const { signal, error } = await endOf('kill -TERM $$');
    expect(signal).to.equal('SIGTERM');
    expect(String(error)).to.equal('Error: the child process was ended by SIGTERM while it started');
  });

  it('ends a program that the child has started and that keeps standard error open', async () => {
    const child = startShell('sleep 60 & exit 0');
    const reported = new Promise<WorkerEnd>((resolve) => void new ChildEnd(child, resolve));
    await once(child, 'exit');
    expect((await reported).exitCode).to.equal(0);
  });
});
