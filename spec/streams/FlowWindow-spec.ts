import { expect } from 'chai';
import { FlowWindow } from '../../src/streams/FlowWindow.js';
import { ManualEventLoop } from '../support/ManualEventLoop.js';

describe('FlowWindow', () => {
  let eventLoop: ManualEventLoop;

  beforeEach(() => {
    eventLoop = new ManualEventLoop();
  });

  /** Takes steps of so many milliseconds each; returns the number of values that may be in flight after each of them. */
  function windowsAfter(steps: readonly number[], flow: FlowWindow): number[] {
    let window = 256;
    flow.demandAfter(1);
    return steps.map((milliseconds) => {
      eventLoop.time += milliseconds;
      const taken = flow.step;
      window += flow.demandAfter(taken) - taken;
      return window;
    });
  }

  const adaptive = (): FlowWindow => new FlowWindow({ window: 256, widest: 1024 }, eventLoop);

  it('widens for values that are taken as fast as they arrive, up to its limit', () => {
    expect(windowsAfter([0.1, 0.1, 0.1], adaptive())).to.deep.equal([512, 1024, 1024]);
  });

  it('stays for slower values, and for the first after a pause', () => {
    expect(windowsAfter([1, 1, 1], adaptive())).to.deep.equal([256, 256, 256]);
    expect(windowsAfter([100, 0.1], adaptive())).to.deep.equal([256, 512]);
  });

  it('narrows for a receiver that has become slow, and takes no demand back', () => {
    const flow = adaptive();
    expect(windowsAfter([0.1, 0.1, 20, 20, 20, 20, 20], flow)).to.deep.equal([512, 1024, 768, 576, 432, 324, 256]);
  });

  it('stays as it is where its limit is the same', () => {
    const flow = new FlowWindow({ window: 256, widest: 256 }, eventLoop);
    expect(windowsAfter([0.1, 0.1, 100], flow)).to.deep.equal([256, 256, 256]);
    expect(new FlowWindow({ window: 1, widest: 1 }, eventLoop).step).to.equal(1);
  });
});
