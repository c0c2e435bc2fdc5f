import { expect } from 'chai';
import { decodeThrown } from '../../src/protocol/decodeThrown.js';
import { transfer } from '../../src/protocol/transfer.js';
import { ResultBatcher } from '../../src/worker/ResultBatcher.js';
import { RecordingPort } from './RecordingPort.js';

describe('ResultBatcher', () => {
  let port: RecordingPort;
  let results: ResultBatcher;
  let sends: number;

  beforeEach(() => {
    port = new RecordingPort();
    sends = 0;
    results = new ResultBatcher(port, () => (sends += 1));
  });

  /** The results of each message, by slot. */
  const messages = (): unknown[] =>
    port.of('results').map(({ slots, values }) => Array.from(slots, (slot, i) => [slot, values[i]]));

  /** The failures of all messages, by slot. */
  const failures = (): unknown[] =>
    port.of('results').flatMap((each) => each.failures.map(([slot, thrown]) => [slot, String(decodeThrown(thrown))]));

  it('sends all that was reported in one message', () => {
    results.succeed(0, 'a');
    results.succeed(1, 'b');
    results.fail(2, new RangeError('c'));
    results.skip(3);
    results.started(4);
    expect(port.posted).to.deep.equal([]);
    results.flush(10);
    expect(messages()).to.deep.equal([
      [
        [0, 'a'],
        [1, 'b'],
      ],
    ]);
    expect(failures()).to.deep.equal([[2, 'RangeError: c']]);
    expect(port.of('results')[0]).to.deep.include({ skipped: [3], started: [4] });
    expect(sends).to.equal(1);
  });

  it('is due half a millisecond after the last message', () => {
    results.flush(10);
    expect([results.due(10.4), results.due(10.5)]).to.deep.equal([false, true]);
  });

  it('sends no empty message', () => {
    results.recordDuration(0, 1);
    results.flush(1);
    expect([port.posted, sends]).to.deep.equal([[], 0]);
  });

  it('adds up the durations of consecutive calls of a function', () => {
    for (const [fn, milliseconds] of [
      [7, 1],
      [7, 2],
      [8, 4],
      [7, 8],
    ] as const)
      results.recordDuration(fn, milliseconds);
    results.succeed(0, undefined);
    results.flush(1);
    expect(port.of('results')[0]?.durations).to.deep.equal([7, 2, 3, 8, 1, 4, 7, 1, 8]);
  });

  it('fails the task whose result cannot be cloned, and no other', () => {
    results.succeed(0, 'fine');
    results.succeed(1, () => {});
    results.succeed(2, { socket: { write: () => {} } });
    results.succeed(3, 'fine, too');
    results.flush(1);
    expect((messages().flat() as [number, unknown][]).map(([slot]) => slot)).to.have.members([0, 3]);
    expect((failures() as [number, string][]).map(([slot]) => slot)).to.have.members([1, 2]);
    expect(String(failures())).to.contain('result.socket.write');
  });

  it('sends results that share an object in different messages: a clone would connect them', () => {
    const shared = { n: 1 };
    results.succeed(0, shared);
    results.succeed(1, shared);
    results.flush(1);
    expect(messages()).to.deep.equal([[[0, { n: 1 }]], [[1, { n: 1 }]]]);
  });

  it('sends a large result in a message to itself, since it may fail to decode', () => {
    results.succeed(0, 'small');
    results.succeed(
      1,
      Array.from({ length: 1001 }, (_, n) => ({ n })),
    );
    results.succeed(2, 'small');
    results.flush(1);
    const slots = port.of('results').map((each) => Array.from(each.slots));
    expect(slots.find((each) => each.includes(1))).to.deep.equal([1]);
  });

  it('moves what the task marked for transfer', () => {
    const { buffer } = Uint8Array.of(1, 2, 3);
    results.succeed(0, transfer(buffer, [buffer]));
    results.flush(1);
    expect(buffer.byteLength).to.equal(0);
    const [message] = port.of('results');
    expect(message?.values[0]).to.have.property('byteLength', 3);
  });
});
