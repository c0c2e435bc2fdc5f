import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expect } from 'chai';
import { flushed, flushRequest } from '../../../src/protocol/node/threadPrinting.js';
import type { Port } from '../../../src/protocol/Transport.js';
import { threadPort } from '../../../src/worker/node/threadPort.js';
import { until } from '../../support/until.js';

describe('threadPort', () => {
  let host: MessagePort;
  let channel: MessagePort;
  let port: Port;
  let received: unknown[];

  beforeEach(() => {
    ({ port1: host, port2: channel } = new MessageChannel());
    port = threadPort(channel);
    received = [];
  });

  afterEach(async () => {
    const closed = once(channel, 'close');
    host.close();
    await closed;
  });

  function listen(): void {
    port.listen(
      (message) => received.push(message.kind),
      (error) => received.push((error as Error).message),
    );
  }

  it('delivers the messages of the host, and posts those of the worker', async () => {
    listen();
    host.postMessage({ kind: 'close' });
    await until(() => received.length === 1, 'the message has arrived');
    expect(received).to.deep.equal(['close']);
    port.post({ kind: 'ready' }, []);
    expect(await once(host, 'message')).to.deep.equal([{ kind: 'ready' }]);
  });

  it('returns a message that has arrived before its event, when it is polled', async () => {
    listen();
    expect(port.poll?.()).to.equal(undefined);
    host.postMessage({ kind: 'close' });
    expect(port.poll?.()).to.deep.equal({ kind: 'close' });
    await new Promise(setImmediate);
    expect(received).to.deep.equal([]);
  });

  it('replies to a request to flush, and does not deliver it', async () => {
    listen();
    host.postMessage(flushRequest);
    expect(await once(host, 'message')).to.deep.equal([flushed]);
    expect(received).to.deep.equal([]);
  });

  it('moves what is transferred', async () => {
    const { buffer } = Uint8Array.of(1, 2);
    port.post({ kind: 'progress', slots: [0], values: [buffer] }, [buffer]);
    expect(buffer.byteLength).to.equal(0);
    const [message] = (await once(host, 'message')) as [{ values: ArrayBuffer[] }];
    expect(message.values[0]?.byteLength).to.equal(2);
  });
});
