import { expect } from 'chai';
import type { HostMessage } from '../../src/protocol/messages/HostMessage.js';
import { PollingWait } from '../../src/worker/PollingWait.js';

describe('PollingWait', () => {
  const message: HostMessage = { kind: 'close' };

  /** Returns a wait on a port whose next message arrives at a certain poll, and whose clock moves by ten microseconds a read. */
  function pollingWait(): {
    next: () => HostMessage | undefined;
    polls: () => number;
    arriveAt: (poll: number) => void;
  } {
    let time = 0;
    let polls = 0;
    let arrivesAt = Number.POSITIVE_INFINITY;
    const poll = (): HostMessage | undefined => (++polls === arrivesAt ? message : undefined);
    const wait = new PollingWait(poll, {
      now: () => (time += 0.01),
      yieldToEventLoop: () => expect.fail('the port can be polled'),
    });
    return {
      next: () => {
        polls = 0;
        return wait.stay();
      },
      polls: () => polls,
      arriveAt: (poll) => {
        arrivesAt = poll;
      },
    };
  }

  it('returns a message that arrives while it polls', () => {
    const wait = pollingWait();
    wait.arriveAt(3);
    expect(wait.next()).to.equal(message);
    expect(wait.polls()).to.equal(3);
  });

  it('ends after a twentieth of a millisecond', () => {
    const wait = pollingWait();
    expect(wait.next()).to.equal(undefined);
    expect(wait.polls()).to.be.within(4, 6);
  });

  it('does not poll the next 1, 3, 7 … 63 times after each time that no message arrived', () => {
    const wait = pollingWait();
    for (const skips of [1, 3, 7, 15, 31, 63, 63]) {
      wait.next();
      expect(wait.polls()).to.be.greaterThan(0);
      for (let i = 0; i < skips; i++) {
        wait.next();
        expect(wait.polls()).to.equal(0);
      }
    }
  });

  it('polls every time again once a message has arrived', () => {
    const wait = pollingWait();
    wait.next();
    wait.next();
    wait.arriveAt(2);
    expect(wait.next()).to.equal(message);
    expect(wait.next()).to.equal(message);
  });
});
