import { expect } from 'chai';
import { YieldPolicy } from '../../src/pool/YieldPolicy.js';

describe('YieldPolicy', () => {
  /**
   * Returns which runs first when a timer is due and the function is scheduled after this many milliseconds of the
   * turn.
   */
  async function orderAfter(milliseconds: number): Promise<string[]> {
    const order: string[] = [];
    let time = 0;
    const limit = new YieldPolicy(() => time);
    setTimeout(() => order.push('timer'), 1);
    const due = performance.now() + 2;
    while (performance.now() < due);
    time = milliseconds;
    const ran = new Promise<void>((done) => {
      limit.soon(() => {
        order.push('soon');
        expect(limit.mustYield, 'a new count').to.equal(false);
        done();
      });
    });
    order.push('now');
    await ran;
    return order;
  }

  it('runs the function as soon as the current code has run', async () => {
    expect(await orderAfter(8)).to.deep.equal(['now', 'soon']);
  });

  it('lets timers, I/O and messages run first when the current turn has lasted too long', async () => {
    expect(await orderAfter(9)).to.deep.equal(['now', 'timer', 'soon']);
  });
});
