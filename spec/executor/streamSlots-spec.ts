import { expect } from 'chai';
import { heldByStreams } from '../../src/executor/streamSlots.js';
import { manualCore } from './ManualRunner.js';

const consumer = {
  spec: { window: 1, widest: 1, through: false },
  items: (): void => {},
  requestInput: (): void => {},
  cancelInput: (): void => {},
};

describe('heldByStreams', () => {
  it('is true once streams hold all slots', () => {
    const { core, runner } = manualCore(1);
    core.submit(() => [], [], {}, consumer);
    expect(heldByStreams(runner), 'a slot is free').to.equal(false);
    runner.startNext();
    expect(heldByStreams(runner)).to.equal(true);
  });

  it('is false while a task with a single value holds a slot, which will end', () => {
    const { core, runner } = manualCore(1);
    core.submit(() => 1, [], {});
    runner.startNext();
    expect(heldByStreams(runner)).to.equal(false);
  });
});
