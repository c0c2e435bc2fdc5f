import { expect } from 'chai';
import { FlowWindow } from '../../src/streams/FlowWindow.js';
import { ManualEventLoop } from '../support/ManualEventLoop.js';

describe('the allowance of a sender', () => {
  let turns: ManualEventLoop;

  beforeEach(() => {
    turns = new ManualEventLoop();
  });

  /** Takes steps of so many milliseconds each; the answer is how many values may be on their way after each of them. */
  function windowsAfter(steps: readonly number[], allowance: FlowWindow): number[] {
    let window = 256;
    allowance.demandAfter(1);
    return steps.map((milliseconds) => {
      turns.time += milliseconds;
      const taken = allowance.step;
      window += allowance.demandAfter(taken) - taken;
      return window;
    });
  }

  const adaptive = (): FlowWindow => new FlowWindow({ window: 256, widest: 1024 }, turns);

  it('widens for values that are taken as fast as they come, up to its limit', () => {
    expect(windowsAfter([0.1, 0.1, 0.1], adaptive())).to.deep.equal([512, 1024, 1024]);
  });

  it('stays for those that take their time, and for the first after a pause', () => {
    expect(windowsAfter([1, 1, 1], adaptive())).to.deep.equal([256, 256, 256]);
    expect(windowsAfter([100, 0.1], adaptive())).to.deep.equal([256, 512]);
  });

  it('narrows for a receiver that has become slow, and takes nothing back that was allowed', () => {
    const allowance = adaptive();
    expect(windowsAfter([0.1, 0.1, 20, 20, 20, 20, 20], allowance)).to.deep.equal([512, 1024, 768, 576, 432, 324, 256]);
  });

  it('is what the user says, where the user says it', () => {
    const allowance = new FlowWindow({ window: 256, widest: 256 }, turns);
    expect(windowsAfter([0.1, 0.1, 100], allowance)).to.deep.equal([256, 256, 256]);
    expect(new FlowWindow({ window: 1, widest: 1 }, turns).step).to.equal(1);
  });
});
