import { expect } from 'chai';
import { CostEstimate } from '../../src/pool/CostEstimate.js';

describe('CostEstimate', () => {
  it('is the mean of the estimate so far and the new cost, so that it follows changes', () => {
    const estimate = new CostEstimate();
    expect(estimate.milliseconds).to.equal(undefined);
    const estimates = [8, 0, 0, 0].map((cost) => {
      estimate.add(cost);
      return estimate.milliseconds;
    });
    expect(estimates).to.deep.equal([8, 4, 2, 1]);
  });
});
