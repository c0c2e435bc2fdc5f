import { expect } from 'chai';
import { isThreadSetup, startThread, type ThreadOptions } from '../../../src/transports/node/threadTransport.js';
import { initMessage, taskMessages } from '../messages.js';
import { RecordingListener } from '../RecordingListener.js';

describe('threadTransport', () => {
  const identity = { id: 1, name: 'spec-worker' };
  const options: ThreadOptions = { file: undefined, loader: undefined, main: import.meta.url, worker: {} };

  it('starts a thread, passes messages both ways, and reports its end once it is terminated', async () => {
    const listener = new RecordingListener();
    const transport = startThread(identity, options, listener);
    expect(transport.sharesMemory).to.equal(true);
    transport.post(initMessage(), []);
    await listener.received('ready');
    for (const message of taskMessages('(a, b) => a + b', 2, 3)) transport.post(message, []);
    expect(await listener.values(1)).to.deep.equal([5]);
    transport.terminate();
    expect((await listener.ended()).exitCode).to.equal(1);
    expect(listener.ends).to.have.length(1);
  });

  it('moves what is transferred', async () => {
    const listener = new RecordingListener();
    const transport = startThread(identity, options, listener);
    const { buffer } = Uint8Array.of(1, 2, 3);
    transport.post(initMessage(), []);
    const [functions, tasks] = taskMessages('(buffer) => buffer.byteLength', buffer);
    transport.post(functions, []);
    transport.post(tasks, [buffer]);
    expect(buffer.byteLength).to.equal(0);
    expect(await listener.values(1)).to.deep.equal([3]);
    transport.terminate();
    await listener.ended();
  });

  it('delivers what the thread posted before its end, then the end with its exit code', async () => {
    const listener = new RecordingListener();
    const transport = startThread(identity, options, listener);
    transport.post(initMessage(), []);
    for (const message of taskMessages('() => { setImmediate(() => process.exit(7)); return "last"; }'))
      transport.post(message, []);
    expect((await listener.ended()).exitCode).to.equal(7);
    expect(await listener.values(1)).to.deep.equal(['last']);
  });

  it('throws for a message that cannot be cloned', async () => {
    const listener = new RecordingListener();
    const transport = startThread(identity, options, listener);
    const [functions, tasks] = taskMessages('() => 1', () => {});
    transport.post(functions, []);
    expect(() => transport.post(tasks, [])).to.throw(/could not be cloned/);
    transport.terminate();
    await listener.ended();
  });

  it('marks the data of its threads, and no others', () => {
    expect(isThreadSetup({ port: undefined })).to.equal(false);
    expect(isThreadSetup(undefined)).to.equal(false);
    expect(isThreadSetup({ 'rx-futures': true })).to.equal(true);
  });
});
