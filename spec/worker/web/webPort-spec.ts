import { expect } from 'chai';
import type { Port } from '../../../src/protocol/Transport.js';
import { webPort } from '../../../src/worker/web/webPort.js';
import { until } from '../../support/until.js';

/** Node's global `MessageChannel` has the interface of the browser's. */
describe('webPort', () => {
  let host: MessagePort;
  let channel: MessagePort;
  let port: Port;
  let fromWorker: unknown[];
  let fromHost: string[];

  beforeEach(() => {
    ({ port1: host, port2: channel } = new MessageChannel());
    port = webPort(channel);
    [fromWorker, fromHost] = [[], []];
    host.onmessage = ({ data }: MessageEvent) => fromWorker.push(data);
    port.listen(
      (message) => fromHost.push(message.kind),
      (error) => fromHost.push((error as Error).message),
    );
  });

  afterEach(() => host.close());

  it('delivers the messages of the host, and posts those of the worker', async () => {
    host.postMessage({ kind: 'close' });
    port.post({ kind: 'ready' }, []);
    await until(() => fromHost.length + fromWorker.length === 2, 'both messages have arrived');
    expect([fromHost, fromWorker]).to.deep.equal([['close'], [{ kind: 'ready' }]]);
  });

  it('moves what is transferred', async () => {
    const { buffer } = Uint8Array.of(1, 2);
    port.post({ kind: 'progress', slots: [0], values: [buffer] }, [buffer]);
    expect(buffer.byteLength).to.equal(0);
    await until(() => fromWorker.length === 1, 'the message has arrived');
    expect((fromWorker[0] as { values: ArrayBuffer[] }).values[0]?.byteLength).to.equal(2);
  });

  it('reports a message that the browser could not decode', () => {
    channel.onmessage?.(new MessageEvent('message', { data: null }));
    channel.onmessageerror?.(new MessageEvent('messageerror'));
    expect(fromHost).to.have.length(2);
    for (const message of fromHost) expect(message).to.match(/decode/);
  });
});
