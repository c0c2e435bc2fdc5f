import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expect } from 'chai';
import { flushed, flushRequest } from '../../../src/protocol/node/threadPrinting.js';
import { ThreadPrinting } from '../../../src/transports/node/ThreadPrinting.js';

/** The types do not declare `hasRef` of a port. */
const keepsAlive = (port: MessagePort): boolean => (port as MessagePort & { hasRef(): boolean }).hasRef();

describe('ThreadPrinting', () => {
  let port: MessagePort;
  let threadPort: MessagePort;
  let printing: ThreadPrinting;
  let listenersBefore: number;

  beforeEach(() => {
    ({ port1: port, port2: threadPort } = new MessageChannel());
    port.on('message', () => {});
    port.unref();
    listenersBefore = process.listenerCount('beforeExit');
    printing = new ThreadPrinting(port);
  });

  afterEach(async () => {
    printing.end();
    expect(process.listenerCount('beforeExit')).to.equal(listenersBefore);
    const closed = once(port, 'close');
    threadPort.close();
    await closed;
  });

  it('asks a thread that has sent something to flush, and keeps the program alive until the reply', async () => {
    expect(printing.receive(['result', 0, 1])).to.equal(false);
    printing.flush();
    expect(keepsAlive(port)).to.equal(true);
    expect(await once(threadPort, 'message')).to.deep.equal([flushRequest]);
    expect(printing.receive(flushed)).to.equal(true);
    expect(keepsAlive(port)).to.equal(false);
  });

  it('does not wait for a thread that has sent nothing since', async () => {
    printing.flush();
    expect(keepsAlive(port)).to.equal(false);
    printing.receive('message');
    printing.flush();
    printing.receive(flushed);
    printing.flush();
    expect(keepsAlive(port)).to.equal(false);
    expect(await once(threadPort, 'message')).to.deep.equal([flushRequest]);
  });

  it('lets the program exit when the thread has ended', () => {
    printing.receive('message');
    printing.flush();
    printing.end();
    expect(keepsAlive(port)).to.equal(false);
  });

  it('flushes at the end of the program', () => {
    const flush = process.listeners('beforeExit').at(-1);
    printing.receive('message');
    flush?.call(process, 0);
    expect(keepsAlive(port)).to.equal(true);
  });
});
