import { expect } from 'chai';
import { IteratorSource } from '../../../src/streams/worker/IteratorSource.js';
import { SourceHarness } from './SourceHarness.js';

describe('IteratorSource', () => {
  function sourceOf(iterator: Iterator<unknown>, harness: SourceHarness): IteratorSource {
    return new IteratorSource(iterator, harness.sender, harness.eventLoop, harness);
  }

  it('pulls only as many items as are requested', () => {
    const harness = new SourceHarness(2);
    let yielded = 0;
    function* numbers(): Generator<number> {
      for (;;) yield ++yielded;
    }
    const source = sourceOf(numbers(), harness);
    source.pump();
    expect([harness.items, yielded]).to.deep.equal([[1, 2], 2]);
    harness.sender.request(3);
    source.pump();
    expect([harness.items, yielded]).to.deep.equal([[1, 2, 3, 4, 5], 5]);
  });

  it('completes after the last item', () => {
    const harness = new SourceHarness(8);
    sourceOf(['a', 'b'].values(), harness).pump();
    expect([harness.items, harness.ends]).to.deep.equal([['a', 'b'], ['completed']]);
  });

  it('fails with the error that the generator throws', () => {
    const harness = new SourceHarness(8);
    function* failing(): Generator<number> {
      yield 1;
      throw new RangeError('two');
    }
    sourceOf(failing(), harness).pump();
    expect(harness.items).to.deep.equal([1]);
    expect(String(harness.ends)).to.equal('RangeError: two');
  });

  it('runs the `finally` of a generator that is closed, and reports no end of items', () => {
    const harness = new SourceHarness(1);
    const steps: string[] = [];
    function* resource(): Generator<number> {
      try {
        for (;;) yield 1;
      } finally {
        steps.push('finally');
      }
    }
    const source = sourceOf(resource(), harness);
    source.pump();
    source.close(() => steps.push('closed'));
    harness.sender.request(1);
    source.pump();
    expect([steps, harness.items, harness.ends]).to.deep.equal([['finally', 'closed'], [1], []]);
  });

  it('stops between two items when the task is aborted, also in a loop that never yields to the event loop', () => {
    const harness = new SourceHarness(100);
    function* numbers(): Generator<number> {
      for (let n = 1; ; n++) {
        if (n === 3) harness.consumer.stopped = true;
        yield n;
      }
    }
    sourceOf(numbers(), harness).pump();
    expect(harness.items).to.deep.equal([1, 2, 3]);
  });

  it('yields to the event loop after ten milliseconds of items', () => {
    const harness = new SourceHarness(100);
    function* slow(): Generator<number> {
      for (let n = 1; n <= 20; n++) {
        harness.eventLoop.time += 1;
        yield n;
      }
    }
    sourceOf(slow(), harness).pump();
    expect(harness.items).to.have.length(11);
    harness.eventLoop.turn();
    expect(harness.items).to.have.length(20);
    expect(harness.ends).to.deep.equal(['completed']);
  });
});
