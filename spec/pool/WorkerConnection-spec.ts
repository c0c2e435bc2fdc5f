import { expect } from 'chai';
import { type ConnectionEnd, terminationGrace, WorkerConnection } from '../../src/pool/WorkerConnection.js';
import type { AnnounceMessage } from '../../src/protocol/messages/AnnounceMessage.js';
import { FakeHost } from './FakeHost.js';
import { FakeTransport } from './FakeTransport.js';

describe('WorkerConnection', () => {
  function connect() {
    const transport = new FakeTransport();
    const host = new FakeHost();
    const kinds: string[] = [];
    const undecoded: (AnnounceMessage | undefined)[] = [];
    const ends: ConnectionEnd[] = [];
    const connection = new WorkerConnection(transport.start, { id: 0, name: 'w_0' }, host.clock, {
      message: ({ kind }) => kinds.push(kind),
      undecoded: (_error, announced) => undecoded.push(announced),
      sent: () => undefined,
      refused: () => undefined,
      ended: (end) => ends.push(end),
    });
    return { transport, host, connection, kinds, undecoded, ends };
  }

  const next = { kind: 'announce', slot: 3, part: 'result' } as const;

  it('is starting until its worker is ready, once', () => {
    const { connection } = connect();
    expect([connection.phase, connection.ending]).to.deep.equal(['starting', false]);
    expect([connection.markReady(), connection.markReady()]).to.deep.equal([true, false]);
    expect([connection.phase, connection.ending]).to.deep.equal(['ready', false]);
  });

  it('asks a ready worker to close, and reports its end with the phase in which it came', () => {
    const { connection, transport, ends } = connect();
    connection.markReady();
    connection.close();
    expect([connection.phase, connection.ending, transport.kinds]).to.deep.equal(['closing', true, ['close']]);
    transport.listener.exit({ exitCode: 0 });
    expect(connection.phase).to.equal('gone');
    expect(ends).to.deep.equal([{ phase: 'closing', end: { exitCode: 0 }, abandoned: false }]);
  });

  it('terminates a worker that is to close before it is ready', () => {
    const { connection, transport } = connect();
    connection.close();
    expect([connection.phase, transport.terminations]).to.deep.equal(['killed', [undefined]]);
    expect(connection.markReady()).to.equal(false);
  });

  it('abandons a terminated worker that does not end in time, and ignores it from then on', () => {
    const { connection, transport, host, kinds, undecoded, ends } = connect();
    connection.kill();
    host.pass(terminationGrace - 1);
    expect(ends).to.deep.equal([]);
    host.pass(1);
    expect(ends).to.deep.equal([{ phase: 'killed', end: {}, abandoned: true }]);
    transport.listener.message({ kind: 'ready' });
    transport.listener.messageError(new Error('late'));
    transport.listener.exit({ exitCode: 1 });
    expect([kinds.length, undecoded.length, ends.length]).to.deep.equal([0, 0, 1]);
  });

  it('has no timer left once a terminated worker has ended', () => {
    const { connection, transport, host, ends } = connect();
    connection.kill();
    transport.listener.exit({});
    connection.kill();
    host.pass(10_000);
    expect([ends.length, transport.terminations.length]).to.deep.equal([1, 1]);
  });

  it('keeps its phase when a signal is to end the worker as if by accident', () => {
    const { connection, transport, ends } = connect();
    connection.markReady();
    connection.signal('SIGTERM');
    expect([connection.phase, transport.terminations]).to.deep.equal(['ready', ['SIGTERM']]);
    transport.listener.exit({ signal: 'SIGTERM' });
    expect(ends).to.deep.equal([{ phase: 'ready', end: { signal: 'SIGTERM' }, abandoned: false }]);
  });

  it('reports the uncaught error with the end that follows it, also if that is undefined', () => {
    const { connection, transport, ends } = connect();
    connection.noteUncaughtError(undefined);
    transport.listener.exit({ exitCode: 1 });
    expect(ends[0]?.end).to.have.all.keys('exitCode', 'error');
  });

  it('passes on what the worker announced when the next message does not decode', () => {
    const { transport, kinds, undecoded } = connect();
    transport.listener.message(next);
    transport.listener.messageError(new Error('too deep'));
    transport.listener.messageError(new Error('not announced'));
    expect(undecoded).to.deep.equal([next, undefined]);
    expect(kinds, 'announcements are not passed on').to.deep.equal([]);
  });

  it('forgets an announcement once the next message has arrived', () => {
    const { transport, kinds, undecoded } = connect();
    transport.listener.message(next);
    transport.listener.message({ kind: 'overMemory' });
    transport.listener.messageError(new Error('not announced'));
    expect([kinds, undecoded]).to.deep.equal([['overMemory'], [undefined]]);
  });
});
