import { expect } from 'chai';
import { adaptivePolicy, windowLength } from '../../src/pool/InFlightPolicy.js';

describe('adaptivePolicy', () => {
  it('keeps as many tasks in flight as fit into its window', () => {
    const cost = windowLength / 4;
    const accepted = [0, 1, 2, 3, 4].map((count) => adaptivePolicy({ count, cost: count * cost }, cost));
    expect(accepted).to.deep.equal([true, true, true, true, false]);
  });

  it('sends no task ahead that is longer than the window, or whose cost is unknown', () => {
    expect(adaptivePolicy({ count: 0, cost: 0 }, 2 * windowLength)).to.equal(false);
    expect(adaptivePolicy({ count: 0, cost: 0 }, undefined)).to.equal(false);
  });
});
