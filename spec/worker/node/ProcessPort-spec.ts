import { expect } from 'chai';
import { cloneAcross, decodeWorkerMessage, encodeHostMessage } from '../../../src/protocol/node/processCodec.js';
import { ProcessPort } from '../../../src/worker/node/ProcessPort.js';

/** The channel of this process is replaced by a list: a child process is the subject of processTransport-spec. */
describe('ProcessPort', () => {
  const { connected } = process;
  const send: unknown = Reflect.get(process, 'send');
  const listeners = new Set(process.listeners('message'));
  let sent: { bytes: Uint8Array; hasLeft: () => void }[];
  let port: ProcessPort;

  beforeEach(() => {
    sent = [];
    const record = (bytes: Uint8Array, _handle: unknown, _options: unknown, hasLeft: () => void): boolean => {
      sent.push({ bytes, hasLeft });
      return true;
    };
    Object.assign(process, { send: record, connected: true });
    port = new ProcessPort(false);
  });

  afterEach(() => {
    for (const each of process.listeners('message')) if (!listeners.has(each)) process.off('message', each);
    Object.assign(process, { send, connected });
  });

  function arrive(received: unknown): void {
    process.emit('message', received, undefined);
  }

  it('keeps the messages that arrive before the worker listens', () => {
    const received: string[] = [];
    arrive(encodeHostMessage({ kind: 'close' }));
    port.listen(
      (message) => received.push(message.kind),
      () => expect.fail(),
    );
    expect(received).to.deep.equal(['close']);
    arrive(encodeHostMessage({ kind: 'close' }));
    expect(received).to.deep.equal(['close', 'close']);
  });

  it('ignores messages of others on the channel', () => {
    const received: string[] = [];
    port.listen(
      (message) => received.push(message.kind),
      () => expect.fail(),
    );
    arrive({ cmd: 'watch:require' });
    arrive('hello');
    expect(received).to.deep.equal([]);
  });

  it('posts messages in the form that the host decodes', () => {
    port.post({ kind: 'progress', slots: [0], values: [new Map([['a', 1]])] });
    const decoded = decodeWorkerMessage(sent[0]?.bytes);
    expect(decoded).to.deep.equal({ kind: 'progress', slots: [0], values: [new Map([['a', 1]])] });
  });

  it('is drained when the channel has taken all messages', () => {
    const drained: number[] = [];
    port.drain(() => drained.push(0));
    port.post({ kind: 'ready' });
    port.post({ kind: 'overMemory' });
    port.drain(() => drained.push(2));
    expect(drained).to.deep.equal([0]);
    for (const { hasLeft } of sent) hasLeft();
    expect(drained).to.deep.equal([0, 2]);
  });

  it('drops the messages that tasks send on the channel, as if they were sent', async () => {
    const result = await new Promise((resolve) => process.send?.('of a task', resolve));
    expect([result, sent]).to.deep.equal([null, []]);
  });

  it('posts nothing once the channel is closed', () => {
    Object.assign(process, { connected: false });
    port.post({ kind: 'ready' });
    expect(sent).to.deep.equal([]);
  });

  it('copies values as the channel does', () => {
    expect(port.clone).to.equal(cloneAcross);
    expect(port.clone(new Set([1]))).to.deep.equal(new Set([1]));
    expect(() => port.clone(() => {})).to.throw(/could not be cloned/);
  });
});
