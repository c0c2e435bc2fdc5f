import { expect } from 'chai';
import { type ProcessOptions, startProcess } from '../../../src/transports/node/processTransport.js';
import { initMessage, taskMessages } from '../messages.js';
import { RecordingListener } from '../RecordingListener.js';

describe('processTransport', () => {
  const identity = { id: 1, name: 'spec-worker' };
  const options: ProcessOptions = {
    file: undefined,
    loader: undefined,
    main: import.meta.url,
    cwd: undefined,
    claims: false,
    fork: {},
  };

  it('starts a child process, passes messages both ways, and reports its end once it is terminated', async () => {
    const listener = new RecordingListener();
    const transport = startProcess(identity, options, listener);
    expect([transport.sharesMemory, transport.claims]).to.deep.equal([false, undefined]);
    transport.post(initMessage(), []);
    await listener.received('ready');
    for (const message of taskMessages('(values) => values.size', new Map([['a', 1]]))) transport.post(message, []);
    expect(await listener.values(1)).to.deep.equal([1]);
    transport.terminate();
    expect(await listener.ended()).to.deep.equal({ exitCode: null, signal: 'SIGKILL', stderr: '' });
    transport.post({ kind: 'close' }, []);
    expect(listener.ends).to.have.length(1);
  });

  it('reports the error of a program that cannot be started', async () => {
    const listener = new RecordingListener();
    startProcess(identity, { ...options, fork: { execPath: '/no/such/node' } }, listener);
    expect(((await listener.ended()).error as NodeJS.ErrnoException).code).to.equal('ENOENT');
  });
});
