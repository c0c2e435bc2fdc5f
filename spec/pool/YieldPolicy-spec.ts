import { expect } from 'chai';
import { YieldPolicy } from '../../src/pool/YieldPolicy.js';

describe('YieldPolicy', () => {
  /**
   * Returns which runs first when a timer is due and the function is scheduled this many milliseconds after the first
   * of `messages` that are delivered in one turn.
   */
  async function orderAfter(milliseconds: number, messages = 2): Promise<string[]> {
    const order: string[] = [];
    let time = 0;
    const limit = new YieldPolicy(() => time);
    for (let n = 0; n < messages; n++) limit.messageArrived();
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

  it('lets timers, I/O and messages run first when messages were delivered for too long', async () => {
    expect(await orderAfter(9)).to.deep.equal(['now', 'timer', 'soon']);
  });

  it('does not make a call wait that follows a rest', async () => {
    expect(await orderAfter(1000, 0)).to.deep.equal(['now', 'soon']);
    let time = 0;
    const limit = new YieldPolicy(() => time);
    limit.messageArrived();
    await new Promise((turned) => setImmediate(turned));
    time = 1000;
    expect(limit.mustYield).to.equal(false);
  });
});
