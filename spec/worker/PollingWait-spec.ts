import { expect } from 'chai';
import type { HostMessage } from '../../src/protocol/messages.js';
import type { Port } from '../../src/protocol/Transport.js';
import { PollingWait } from '../../src/worker/PollingWait.js';

describe('Lingering', () => {
  const message: HostMessage = { kind: 'close' };

  /** A port whose next message comes at a certain poll, and a clock that each look moves by ten microseconds. */
  function lingering(): { next: () => HostMessage | undefined; polls: () => number; comeAt: (poll: number) => void } {
    let time = 0;
    let polls = 0;
    let coming = Number.POSITIVE_INFINITY;
    const port: Port = {
      clone: structuredClone,
      post: () => {},
      listen: () => {},
      poll: () => (++polls === coming ? message : undefined),
    };
    const subject = new PollingWait(port, {
      now: () => (time += 0.01),
      yieldToEventLoop: () => expect.fail('it can be polled'),
    });
    return {
      next: () => {
        polls = 0;
        return subject.next();
      },
      polls: () => polls,
      comeAt: (poll) => {
        coming = poll;
      },
    };
  }

  it('gives a message that comes within the moment', () => {
    const subject = lingering();
    subject.comeAt(3);
    expect(subject.next()).to.equal(message);
    expect(subject.polls()).to.equal(3);
  });

  it('is over after a twentieth of a millisecond', () => {
    const subject = lingering();
    expect(subject.next()).to.equal(undefined);
    expect(subject.polls()).to.be.within(4, 6);
  });

  it('goes to sleep at once 1, 3, 7 … 63 times after each time nobody came', () => {
    const subject = lingering();
    for (const rests of [1, 3, 7, 15, 31, 63, 63]) {
      subject.next();
      expect(subject.polls()).to.be.greaterThan(0);
      for (let i = 0; i < rests; i++) {
        subject.next();
        expect(subject.polls()).to.equal(0);
      }
    }
  });

  it('stays awake again once somebody came', () => {
    const subject = lingering();
    subject.next();
    subject.next();
    subject.comeAt(2);
    expect(subject.next()).to.equal(message);
    expect(subject.next()).to.equal(message);
  });

  it('keeps the event loop awake where a port cannot be asked, until a message has come', () => {
    const turns: (() => void)[] = [];
    const port: Port = { clone: structuredClone, post: () => {}, listen: () => {} };
    const subject = new PollingWait(port, { now: () => 0, yieldToEventLoop: (fn) => turns.push(fn) });
    expect(subject.next()).to.equal(undefined);
    for (let turn = 0; turn < 5; turn++) turns.shift()?.();
    expect(turns).to.have.length(1);
    subject.heard();
    turns.shift()?.();
    expect(turns).to.deep.equal([]);
  });
});
