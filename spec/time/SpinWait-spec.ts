import { expect } from 'chai';
import { SpinWait } from '../../src/time/SpinWait.js';

describe('SpinWait', () => {
  let time: number;
  let next: (() => void) | undefined;
  let subject: SpinWait;

  beforeEach(() => {
    time = 0;
    next = undefined;
    subject = new SpinWait({
      now: () => time,
      yieldToEventLoop(fn) {
        expect(next).to.equal(undefined);
        next = fn;
      },
    });
    subject.messageArrived();
  });

  /** The loop turns, each time for that long, until it may sleep; gives the number of turns. */
  function turnUntilAsleep(milliseconds: number): number {
    let turns = 0;
    for (; next !== undefined; turns++) {
      expect(turns).to.be.below(1000);
      const turn = next;
      next = undefined;
      time += milliseconds;
      turn();
    }
    return turns;
  }

  it('spins for 0.12 milliseconds', () => {
    subject.stay();
    expect(turnUntilAsleep(0.01)).to.be.within(12, 13);
    expect(time).to.be.within(0.12, 0.14);
  });

  it('stops after a number of turns where the clock does not advance', () => {
    subject.stay();
    expect(turnUntilAsleep(0)).to.equal(200);
  });

  it('does not spin for a call after a rest', () => {
    time = 0.13;
    subject.stay();
    expect(next).to.equal(undefined);
  });

  it('ends when the awaited message arrives', () => {
    subject.stay();
    subject.messageArrived();
    expect(turnUntilAsleep(0.01)).to.equal(1);
  });

  it('continues in the same spin when called again at once', () => {
    for (let call = 0; call < 100; call++) {
      subject.stay();
      expect(next).not.to.equal(undefined);
      subject.messageArrived();
    }
    subject.stay();
    expect(turnUntilAsleep(0.01)).to.be.within(12, 13);
  });

  it('skips spins more often, the more often nothing arrives', () => {
    const turned: number[] = [];
    for (let call = 0; call < 1000; call++) {
      subject.messageArrived();
      subject.stay();
      if (turnUntilAsleep(0.06) > 0) turned.push(call);
    }
    expect(turned.slice(0, 6)).to.deep.equal([0, 2, 6, 14, 30, 62]);
    expect(turned).to.have.length.below(25);
  });

  it('does not count a message that arrives after the spin', () => {
    subject.stay();
    turnUntilAsleep(0.06);
    subject.messageArrived();
    subject.stay();
    expect(next).to.equal(undefined);
  });
});
