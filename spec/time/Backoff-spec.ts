import { expect } from 'chai';
import { Backoff } from '../../src/time/Backoff.js';

describe('Backoff', () => {
  /** How many times in a row it is left out. */
  function rests(backoff: Backoff): number {
    let count = 0;
    while (!backoff.isDue()) count += 1;
    return count;
  }

  it('is due every time, initially and after a hit', () => {
    const backoff = new Backoff();
    expect([1, 2, 3].map(() => backoff.isDue())).to.deep.equal([true, true, true]);
    backoff.missed();
    backoff.hit();
    expect([1, 2, 3].map(() => backoff.isDue())).to.deep.equal([true, true, true]);
  });

  it('is skipped 1, 3, 7 … 63 times after each miss in a row, and resets after a hit', () => {
    const backoff = new Backoff();
    const afterMisses = (): number[] =>
      [1, 2, 3, 4, 5, 6, 7].map(() => {
        backoff.missed();
        return rests(backoff);
      });
    expect(afterMisses()).to.deep.equal([1, 3, 7, 15, 31, 63, 63]);
    backoff.hit();
    expect(afterMisses()).to.deep.equal([1, 3, 7, 15, 31, 63, 63]);
  });
});
