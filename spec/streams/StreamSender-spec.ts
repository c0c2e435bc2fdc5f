import { expect } from 'chai';
import { alone, type ValueCopies } from '../../src/streams/ports.js';
import { StreamSender } from '../../src/streams/StreamSender.js';
import { ManualEventLoop } from '../support/ManualEventLoop.js';

describe('StreamSender', () => {
  let eventLoop: ManualEventLoop;
  let messages: (readonly unknown[])[];
  let failures: unknown[];

  beforeEach(() => {
    eventLoop = new ManualEventLoop();
    messages = [];
    failures = [];
  });

  /** Copies as a transport does: numbers cheaply, objects only when they have to wait; a function cannot be copied. */
  const copies: ValueCopies = {
    copy: (value) => (typeof value === 'number' ? value : alone),
    keep: (value) => structuredClone(value),
  };

  function makeSender(window: number): StreamSender {
    return new StreamSender(copies, eventLoop, {
      window,
      send(first, values) {
        for (const value of values) structuredClone(value);
        messages.push([first, ...values]);
      },
      failed: (error) => failures.push(error),
    });
  }

  it('sends the first value after a pause at once', () => {
    const sender = makeSender(8);
    sender.push(1);
    expect(messages).to.deep.equal([[0, 1]]);
    sender.push(2);
    expect(messages).to.have.length(1);
    eventLoop.time += 1;
    sender.push(3);
    expect(messages).to.deep.equal([
      [0, 1],
      [1, 2, 3],
    ]);
  });

  it('sends values that follow each other in one message, at the end of the turn', () => {
    const sender = makeSender(8);
    for (const value of [1, 2, 3, 4]) sender.push(value);
    expect(messages).to.deep.equal([[0, 1]]);
    eventLoop.turn();
    expect(messages).to.deep.equal([
      [0, 1],
      [1, 2, 3, 4],
    ]);
    expect(sender.sent).to.equal(4);
  });

  it('sends a batch early when it holds half a window', () => {
    const sender = makeSender(8);
    for (const value of [1, 2, 3, 4, 5, 6]) sender.push(value);
    expect(messages).to.deep.equal([
      [0, 1],
      [1, 2, 3, 4, 5],
    ]);
  });

  it('keeps values beyond the demand, and sends them when more are requested', () => {
    const sender = makeSender(2);
    for (const value of [1, 2, 3, 4]) sender.push(value);
    eventLoop.turn();
    expect(messages.flatMap(([, ...values]) => values)).to.deep.equal([1, 2]);
    expect(sender.hasDemand).to.equal(false);
    sender.request(1);
    expect(messages.at(-1)).to.deep.equal([2, 3]);
    sender.request(2);
    expect(messages.at(-1)).to.deep.equal([3, 4]);
    expect(sender.hasDemand).to.equal(true);
  });

  it('sends a value that is expensive to copy in a message to itself, after those before it', () => {
    const sender = makeSender(8);
    const large = { rows: [1, 2] };
    sender.push(1);
    sender.push(2);
    sender.push(large);
    expect(messages).to.deep.equal([
      [0, 1],
      [1, 2],
      [2, large],
    ]);
  });

  it('copies a value that waits, since the task may change it', () => {
    const sender = makeSender(0);
    const row = { n: 1 };
    sender.push(row);
    row.n = 2;
    sender.request(1);
    expect(messages).to.deep.equal([[0, { n: 1 }]]);
  });

  it('needs no timer for values pushed in one go', () => {
    const sender = makeSender(8);
    sender.batched(() => {
      sender.push(1);
      sender.push(2);
      sender.push(3);
    });
    expect(messages).to.deep.equal([
      [0, 1],
      [1, 2, 3],
    ]);
    expect(eventLoop.turn()).to.equal(false);
  });

  it('reports the end when the last waiting value has been sent', () => {
    const sender = makeSender(1);
    let ended = 0;
    sender.push(1);
    sender.push(2);
    sender.end(() => (ended += 1));
    sender.push('after the end');
    expect(ended).to.equal(0);
    sender.request(1);
    expect([ended, sender.sent]).to.deep.equal([1, 2]);
  });

  it('fails with the error of a value that cannot be cloned, once those before it have been sent', () => {
    const sender = makeSender(2);
    for (const value of [1, () => {}, 2]) sender.push(value);
    expect(messages).to.deep.equal([[0, 1]]);
    expect(failures.map((error) => (error as Error).name)).to.deep.equal(['DataCloneError']);
    expect(sender.hasDemand).to.equal(false);
  });

  it('fails for a waiting value that cannot be cloned only at its place', () => {
    const sender = makeSender(0);
    for (const value of [1, () => {}, 2]) sender.push(value);
    expect(failures).to.deep.equal([]);
    sender.request(5);
    expect(messages).to.deep.equal([[0, 1]]);
    expect(failures).to.have.length(1);
  });

  it('passes on the copies that it drops when it is closed', () => {
    const dropped: unknown[] = [];
    const owned = { ...copies, drop: (values: ArrayLike<unknown>) => void dropped.push(...Array.from(values)) };
    const sender = new StreamSender(owned, eventLoop, { window: 2, send: () => {}, failed: () => {} });
    for (const value of [1, 2, 3, { n: 4 }]) sender.push(value);
    sender.close();
    expect(dropped).to.deep.equal([3, { n: 4 }]);
  });

  it('sends nothing after it is closed, nor reports an end', () => {
    const sender = makeSender(8);
    for (const value of [1, 2, 3]) sender.push(value);
    sender.close();
    sender.end(() => expect.fail('closed'));
    sender.request(5);
    eventLoop.turn();
    expect(messages).to.deep.equal([[0, 1]]);
    expect(sender.hasDemand).to.equal(false);
  });
});
